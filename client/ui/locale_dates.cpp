// Dates as each language writes and reads them (ICU).
#include <unicode/udat.h>
#include <unicode/ustring.h>

#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "client/ui/locale.h"

namespace pilotage::ui {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  return value;
}

std::optional<year_month_day> checked(int y, int m, int d) {
  if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<year_month_day> parse_iso(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number(text.substr(0, 4));
  const auto m = number(text.substr(5, 2));
  const auto d = number(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  return checked(*y, *m, *d);
}

const char* icu_locale(Language language) {
  switch (language) {
  case Language::english: return "en_GB";
  case Language::french: return "fr_FR";
  case Language::spanish: return "es_ES";
  }
  return "en_GB";
}

std::string utf8(const UChar* text, int length) {
  std::string bytes(static_cast<std::size_t>(length) * 3 + 1, '\0');
  UErrorCode status = U_ZERO_ERROR;
  int32_t written = 0;
  u_strToUTF8(bytes.data(), static_cast<int32_t>(bytes.size()), &written, text, length, &status);
  bytes.resize(static_cast<std::size_t>(written));
  return bytes;
}

struct DateFormatCloser {
  void operator()(UDateFormat* format) const { udat_close(format); }
};

// Opening a format is slow, so each is opened once per thread. An empty zone is the local one.
UDateFormat* format_of(Language language, std::u16string_view pattern, std::u16string_view zone) {
  using Key = std::tuple<Language, std::u16string, std::u16string>;
  thread_local std::map<Key, std::unique_ptr<UDateFormat, DateFormatCloser>> opened;
  auto& format = opened[Key{language, std::u16string(pattern), std::u16string(zone)}];
  if (!format) {
    UErrorCode status = U_ZERO_ERROR;
    const int pattern_length = static_cast<int>(pattern.size());
    format.reset(udat_open(UDAT_PATTERN, UDAT_PATTERN, icu_locale(language), zone.empty() ? nullptr : zone.data(),
                           static_cast<int32_t>(zone.size()), pattern.data(), pattern_length, &status));
  }
  return format.get();
}

std::string formatted(Language language, std::u16string_view pattern, double milliseconds, std::u16string_view zone) {
  const UDateFormat* format = format_of(language, pattern, zone);
  if (format == nullptr) return {};
  UErrorCode status = U_ZERO_ERROR;
  std::array<UChar, 128> text{};
  const int length = udat_format(format, milliseconds, text.data(), static_cast<int32_t>(text.size()), nullptr, &status);
  return U_FAILURE(status) ? std::string() : utf8(text.data(), length);
}

double milliseconds_of(const year_month_day& date) { return static_cast<double>(sys_days(date).time_since_epoch().count()) * 86400000.0; }

} // namespace

Text Locale::date(std::string_view iso_date) const {
  const auto date = parse_iso(iso_date);
  if (!date) return Text(std::string(iso_date));
  const char16_t* pattern = language_ == Language::spanish ? u"d 'de' MMMM 'de' y" : u"d MMMM y";
  return Text(formatted(language_, pattern, milliseconds_of(*date), u"UTC"));
}

Text Locale::moment(std::int64_t milliseconds) const {
  const char16_t* pattern = language_ == Language::spanish ? u"d 'de' MMMM 'de' y, HH:mm" : u"d MMMM y, HH:mm";
  return Text(formatted(language_, pattern, static_cast<double>(milliseconds), u""));
}

Text Locale::month(int year_number, int month_number) const {
  const auto first = checked(year_number, month_number, 1);
  if (!first) return {};
  return Text(formatted(language_, u"LLLL y", milliseconds_of(*first), u"UTC"));
}

Text Locale::weekday(int weekday) const {
  // 5 January 1970 was a Monday.
  return Text(formatted(language_, u"EEEEEE", (4.0 + weekday) * 86400000.0, u"UTC"));
}

Text Locale::date_in_digits(std::string_view iso_date) const {
  const auto date = parse_iso(iso_date);
  return date ? Text(formatted(language_, u"dd/MM/y", milliseconds_of(*date), u"UTC")) : Text(std::string(iso_date));
}

std::string Locale::date_typed(std::string_view typed) const {
  while (!typed.empty() && typed.front() == ' ') typed.remove_prefix(1);
  while (!typed.empty() && typed.back() == ' ') typed.remove_suffix(1);
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= typed.size(); ++i) {
    if (i < typed.size() && std::string_view("/.- ").find(typed[i]) == std::string_view::npos) continue;
    parts.push_back(typed.substr(start, i - start));
    start = i + 1;
  }
  if (parts.size() != 3) return {};
  const bool year_first = parts[0].size() == 4;
  const auto y = number(year_first ? parts[0] : parts[2]);
  const auto m = number(parts[1]);
  const auto d = number(year_first ? parts[2] : parts[0]);
  if (!y || !m || !d || (!year_first && parts[2].size() != 4)) return {};
  const auto date = checked(*y, *m, *d);
  if (!date) return {};
  std::string iso = "0000-00-00";
  auto put = [&](int value, int from, int digits) {
    for (int i = digits - 1; i >= 0; --i, value /= 10) iso[static_cast<std::size_t>(from + i)] = static_cast<char>('0' + value % 10);
  };
  put(*y, 0, 4);
  put(*m, 5, 2);
  put(*d, 8, 2);
  return iso;
}

} // namespace pilotage::ui
