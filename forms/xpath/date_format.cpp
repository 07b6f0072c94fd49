#include "forms/xpath/date_format.h"

#include <fmt/format.h>
#include <unicode/dtfmtsym.h>

#include <array>
#include <span>

namespace pilotage::forms::xpath {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// "fr" of "French (fr)" and of "fr"; "" of "French".
std::string language_code(std::string_view language) {
  const std::size_t open = language.rfind('(');
  if (open != std::string_view::npos) {
    const std::size_t close = language.find(')', open);
    return std::string(language.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
  }
  const bool code = language.size() == 2 || language.size() == 3 || (language.size() > 3 && (language[2] == '-' || language[2] == '_'));
  return code ? std::string(language) : std::string();
}

enum class Names { months, days };

// ICU's abbreviation, in the form that stands inside a date.
std::string abbreviation(Names names, int index, std::string_view language) {
  const std::string code = language_code(language);
  auto english =
      std::string(names == Names::months ? kMonths.at(static_cast<std::size_t>(index)) : kDays.at(static_cast<std::size_t>(index)));
  if (code.empty() || code.starts_with("en")) return english;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::createCanonical(code.c_str());
  const icu::DateFormatSymbols symbols(locale, status);
  if (U_FAILURE(status) != 0 || status == U_USING_DEFAULT_WARNING) return english; // ICU does not know the language
  int32_t count = 0;
  const icu::UnicodeString* all = names == Names::months
                                      ? symbols.getMonths(count, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::ABBREVIATED)
                                      : symbols.getWeekdays(count, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::ABBREVIATED);
  const int at = names == Names::months ? index : index + 1; // ICU counts the days of the week from 1
  std::string name;
  if (at < count) std::span(all, static_cast<std::size_t>(count))[static_cast<std::size_t>(at)].toUTF8String(name);
  return name.empty() ? english : name;
}

} // namespace

std::string format_time(const CivilTime& time, std::string_view format, std::string_view language) {
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      out += format[i];
      continue;
    }
    switch (format[++i]) {
    case 'Y': out += fmt::format("{:04}", time.year); break;
    case 'y': out += fmt::format("{:04}", time.year).substr(2); break;
    case 'm': out += fmt::format("{:02}", time.month); break;
    case 'n': out += fmt::format("{}", time.month); break;
    case 'b': out += abbreviation(Names::months, time.month - 1, language); break;
    case 'd': out += fmt::format("{:02}", time.day); break;
    case 'e': out += fmt::format("{}", time.day); break;
    case 'a': out += abbreviation(Names::days, time.weekday(), language); break;
    case 'H': out += fmt::format("{:02}", time.hour); break;
    case 'h': out += fmt::format("{}", time.hour); break;
    case 'M': out += fmt::format("{:02}", time.minute); break;
    case 'S': out += fmt::format("{:02}", time.second); break;
    case '3': out += fmt::format("{:03}", time.millisecond); break;
    case '%': out += '%'; break;
    default: out.append("%").append(1, format[i]);
    }
  }
  return out;
}

} // namespace pilotage::forms::xpath
