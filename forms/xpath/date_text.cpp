#include "forms/xpath/date_text.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <limits>

#include "forms/xpath/evaluation.h"

namespace pilotage::forms::xpath {

namespace {

// The years -271821 to 275760, as everywhere where time is counted in milliseconds and shown to people.
constexpr double kLastMoment = 8.64e15;

// Takes characters off the front of a text.
class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool digits(std::size_t count, int& out) {
    if (text_.size() < count) return false;
    out = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      out = out * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return true;
  }
  bool accept(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // A fraction of a second, one digit or more, in milliseconds.
  bool fraction(int& milliseconds) {
    std::size_t count = 0;
    milliseconds = 0;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; text_.remove_prefix(1), ++count)
      if (count < 3) milliseconds = milliseconds * 10 + (text_.front() - '0');
    for (std::size_t i = count; i < 3; ++i) milliseconds *= 10;
    return count > 0;
  }
  bool at_end() const { return text_.empty(); }

private:
  std::string_view text_;
};

// "hh", "hh:mm", "hh:mm:ss", "hh:mm:ss.f".
bool read_time(Reader& reader, CivilTime& time) {
  if (!reader.digits(2, time.hour) || time.hour > 23) return false;
  if (!reader.accept(':')) return true;
  if (!reader.digits(2, time.minute) || time.minute > 59) return false;
  if (!reader.accept(':')) return true;
  if (!reader.digits(2, time.second) || time.second > 59) return false;
  return !reader.accept('.') || reader.fraction(time.millisecond);
}

// "Z", "+hh:mm", "-hh:mm" or nothing; false where something else stands there. Seconds.
bool read_offset(Reader& reader, std::optional<int>& offset) {
  if (reader.at_end()) return true;
  if (reader.accept('Z')) {
    offset = 0;
    return reader.at_end();
  }
  const bool west = reader.accept('-');
  if (!west && !reader.accept('+')) return false;
  int hours = 0;
  int minutes = 0;
  if (!reader.digits(2, hours) || !reader.accept(':') || !reader.digits(2, minutes) || hours > 23 || minutes > 59) return false;
  offset = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
  return reader.at_end();
}

bool read_date(Reader& reader, CivilTime& time) {
  int year = 0;
  if (!reader.digits(4, year) || !reader.accept('-') || !reader.digits(2, time.month) || !reader.accept('-') || !reader.digits(2, time.day))
    return false;
  time.year = year;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(time.month)),
                                         std::chrono::day(static_cast<unsigned>(time.day))};
  return date.ok();
}

// The moment at which the form's clock shows `time`.
Moment on_the_clock(const Evaluation& evaluation, const CivilTime& time) {
  const auto shown = static_cast<double>(to_milliseconds(time));
  std::int32_t offset = evaluation.utc_offset(shown);
  offset = evaluation.utc_offset(shown - offset * 1000.0); // the first guess was for a moment some hours away
  return {.milliseconds = shown - offset * 1000.0, .offset = offset};
}

} // namespace

int CivilTime::weekday() const {
  const std::int64_t day_number =
      (to_milliseconds(*this) - ((hour * 60 + minute) * 60 + second) * std::int64_t{1000} - millisecond) / kMillisecondsPerDay;
  return static_cast<int>(((day_number + 4) % 7 + 7) % 7); // 1970-01-01 was a Thursday
}

std::int64_t to_milliseconds(const CivilTime& time) {
  const std::chrono::sys_days days =
      std::chrono::year_month_day{std::chrono::year(static_cast<int>(time.year)), std::chrono::month(static_cast<unsigned>(time.month)),
                                  std::chrono::day(static_cast<unsigned>(time.day))};
  return days.time_since_epoch().count() * kMillisecondsPerDay + ((time.hour * 60 + time.minute) * 60 + time.second) * std::int64_t{1000} +
         time.millisecond;
}

CivilTime civil_time(std::int64_t milliseconds) {
  std::int64_t day = milliseconds / kMillisecondsPerDay;
  std::int64_t rest = milliseconds % kMillisecondsPerDay;
  if (rest < 0) {
    rest += kMillisecondsPerDay;
    --day;
  }
  // Years that std::chrono does not have are brought into its range, 400 years being always as long.
  constexpr std::int64_t kDaysIn400Years = 146'097;
  std::int64_t cycles = day / kDaysIn400Years;
  day -= cycles * kDaysIn400Years;
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  CivilTime time;
  time.year = int{date.year()} + cycles * 400;
  time.month = static_cast<int>(unsigned{date.month()});
  time.day = static_cast<int>(unsigned{date.day()});
  time.millisecond = static_cast<int>(rest % 1000);
  time.second = static_cast<int>(rest / 1000 % 60);
  time.minute = static_cast<int>(rest / 60'000 % 60);
  time.hour = static_cast<int>(rest / 3'600'000);
  return time;
}

CivilTime civil_time(const Moment& moment) {
  return civil_time(static_cast<std::int64_t>(std::floor(moment.milliseconds)) + moment.offset * std::int64_t{1000});
}

std::string Moment::to_string() const {
  if (std::isnan(milliseconds)) return "Invalid Date";
  if (shown == Shown::days) return number_to_string(std::floor(days()));
  const CivilTime time = civil_time(*this);
  std::string text = fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day);
  const bool midnight = time.hour == 0 && time.minute == 0 && time.second == 0 && time.millisecond == 0;
  if (shown == Shown::date || (shown == Shown::date_or_time && midnight)) return text;
  const int minutes = std::abs(offset) / 60;
  text += fmt::format("T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", time.hour, time.minute, time.second, time.millisecond,
                      offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return text;
}

Moment moment_at(const Evaluation& evaluation, double milliseconds) {
  if (std::isnan(milliseconds) || std::fabs(milliseconds) > kLastMoment) return {.milliseconds = kNaN};
  return {.milliseconds = milliseconds, .offset = evaluation.utc_offset(milliseconds)};
}

std::optional<Moment> parse_moment(const Evaluation& evaluation, std::string_view text) {
  if (text.size() < 10 || text[4] != '-') return std::nullopt; // what most texts are, seen at once
  Reader reader(text);
  CivilTime time;
  if (!read_date(reader, time)) return std::nullopt;
  if (reader.at_end()) return on_the_clock(evaluation, time);
  std::optional<int> offset;
  if (!reader.accept('T') || !read_time(reader, time) || !read_offset(reader, offset)) return std::nullopt;
  if (!offset) return on_the_clock(evaluation, time);
  return moment_at(evaluation, static_cast<double>(to_milliseconds(time)) - *offset * 1000.0);
}

std::optional<std::int64_t> parse_time_of_day(const Evaluation& evaluation, std::string_view text) {
  Reader reader(text);
  CivilTime time; // on 1970-01-01
  std::optional<int> offset;
  if (text.size() < 5 || text[2] != ':' || !read_time(reader, time) || !read_offset(reader, offset)) return std::nullopt;
  std::int64_t shown = to_milliseconds(time);
  if (offset) {
    const std::int64_t moment = shown - *offset * std::int64_t{1000};
    shown = moment + evaluation.utc_offset(static_cast<double>(moment)) * std::int64_t{1000};
  }
  return (shown % kMillisecondsPerDay + kMillisecondsPerDay) % kMillisecondsPerDay;
}

} // namespace pilotage::forms::xpath
