#include "forms/engine/temporal.h"

#include <fmt/format.h>

#include "forms/xpath/date_text.h"

namespace pilotage::forms {

namespace {

using xpath::CivilTime;

constexpr std::int64_t kDay = 86'400'000;

// Takes fixed runs of digits and signs from the front of a text.
class Scanner {
public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool number(int digits, int& into) {
    if (rest_.size() < static_cast<std::size_t>(digits)) return false;
    into = 0;
    for (int i = 0; i < digits; ++i) {
      const char c = rest_[static_cast<std::size_t>(i)];
      if (c < '0' || c > '9') return false;
      into = into * 10 + (c - '0');
    }
    rest_.remove_prefix(static_cast<std::size_t>(digits));
    return true;
  }
  bool sign(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // The digits after a decimal point, as thousandths.
  bool thousandths(int& into) {
    int digits = 0;
    into = 0;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      if (digits < 3) into = into * 10 + (rest_[0] - '0');
      ++digits;
      rest_.remove_prefix(1);
    }
    for (int i = digits; i < 3; ++i) into *= 10;
    return digits > 0;
  }
  bool at_end() const { return rest_.empty(); }

private:
  std::string_view rest_;
};

bool scan_date(Scanner& scanner, CivilTime& time) {
  int year = 0;
  if (!scanner.number(4, year) || !scanner.sign('-') || !scanner.number(2, time.month) || !scanner.sign('-') ||
      !scanner.number(2, time.day))
    return false;
  time.year = year;
  if (time.month < 1 || time.month > 12 || time.day < 1) return false;
  const CivilTime again = xpath::civil_time(xpath::to_milliseconds(time));
  return again.day == time.day && again.month == time.month;
}

// The zone of a time: seconds east of UTC, where one is given.
bool scan_zone(Scanner& scanner, std::optional<int>& offset) {
  if (scanner.at_end()) return true;
  if (scanner.sign('Z')) {
    offset = 0;
    return scanner.at_end();
  }
  const bool east = scanner.sign('+');
  if (!east && !scanner.sign('-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!scanner.number(2, hours) || !scanner.sign(':') || !scanner.number(2, minutes) || hours > 14 || minutes > 59) return false;
  offset = (east ? 1 : -1) * (hours * 3600 + minutes * 60);
  return scanner.at_end();
}

bool scan_time(Scanner& scanner, CivilTime& time, std::optional<int>& offset) {
  if (!scanner.number(2, time.hour) || !scanner.sign(':') || !scanner.number(2, time.minute) || !scanner.sign(':') ||
      !scanner.number(2, time.second)) {
    return false;
  }
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return false;
  if (scanner.sign('.') && !scanner.thousandths(time.millisecond)) return false;
  return scan_zone(scanner, offset);
}

struct Read {
  CivilTime time;
  std::optional<int> offset;
  bool has_time = false;
};

std::optional<Read> read_date_time(std::string_view given) {
  Scanner scanner(given);
  Read read;
  if (!scan_date(scanner, read.time)) return std::nullopt;
  if (scanner.at_end()) return read;
  read.has_time = true;
  if (!scanner.sign('T') || !scan_time(scanner, read.time, read.offset)) return std::nullopt;
  return read;
}

// When a clock here shows that time.
std::int64_t moment_of(const CivilTime& time, const Environment& environment) {
  const std::int64_t shown = xpath::to_milliseconds(time);
  const int first = environment.utc_offset(shown);
  return shown - 1000LL * environment.utc_offset(shown - 1000LL * first);
}

std::string zone_text(int offset) {
  if (offset == 0) return "Z";
  const int minutes = (offset < 0 ? -offset : offset) / 60;
  return fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string clock_text(const CivilTime& time) {
  return fmt::format("{:02}:{:02}:{:02}.{:03}", time.hour, time.minute, time.second, time.millisecond);
}

} // namespace

std::string date_text(std::int64_t moment, const Environment& environment) {
  const CivilTime time = xpath::civil_time(moment + 1000LL * environment.utc_offset(moment));
  return fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day);
}

std::string date_time_text(std::int64_t moment, const Environment& environment) {
  const int offset = environment.utc_offset(moment);
  const CivilTime time = xpath::civil_time(moment + 1000LL * offset);
  return fmt::format("{:04}-{:02}-{:02}T{}{}", time.year, time.month, time.day, clock_text(time), zone_text(offset));
}

std::optional<std::string> canonical_date(std::string_view given) {
  const auto read = read_date_time(given);
  if (!read || read->has_time) return std::nullopt;
  return std::string(given);
}

std::optional<std::string> date_of_date_time(std::string_view given, const Environment& environment) {
  const auto read = read_date_time(given);
  if (!read) return std::nullopt;
  if (!read->offset) return std::string(given.substr(0, 10));
  return date_text(xpath::to_milliseconds(read->time) - 1000LL * *read->offset, environment);
}

std::optional<std::string> canonical_date_time(std::string_view given, const Environment& environment) {
  const auto read = read_date_time(given);
  if (!read || !read->has_time) return std::nullopt;
  const std::int64_t moment =
      read->offset ? xpath::to_milliseconds(read->time) - 1000LL * *read->offset : moment_of(read->time, environment);
  return date_time_text(moment, environment);
}

std::optional<std::string> canonical_time(std::string_view given, const Environment& environment) {
  Scanner scanner(given);
  CivilTime time;
  std::optional<int> offset;
  if (!scan_time(scanner, time, offset)) return std::nullopt;
  if (!offset) return std::string(given);
  const int here = environment.utc_offset(environment.now());
  std::int64_t of_day = xpath::to_milliseconds(time) + 1000LL * (here - *offset);
  of_day = ((of_day % kDay) + kDay) % kDay;
  return clock_text(xpath::civil_time(of_day)) + zone_text(here);
}

} // namespace pilotage::forms
