// Dates and times (ODK XForms, "Date and Time Functions").
#include <cmath>
#include <limits>

#include "forms/xpath/date_format.h"
#include "forms/xpath/date_text.h"
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

Value now(Evaluation& evaluation, const Arguments& /*arguments*/) {
  const Environment* environment = evaluation.environment();
  if (environment == nullptr) return {};
  Moment moment = moment_at(evaluation, static_cast<double>(environment->now()));
  moment.shown = Moment::Shown::date_time;
  return moment;
}

Value today(Evaluation& evaluation, const Arguments& /*arguments*/) {
  const Environment* environment = evaluation.environment();
  if (environment == nullptr) return {};
  const Moment now = moment_at(evaluation, static_cast<double>(environment->now()));
  const CivilTime time = civil_time(now);
  CivilTime midnight{.year = time.year, .month = time.month, .day = time.day};
  const auto shown = static_cast<double>(to_milliseconds(midnight));
  const std::int32_t offset = evaluation.utc_offset(shown - now.offset * 1000.0);
  return Moment{.milliseconds = shown - offset * 1000.0, .offset = offset, .shown = Moment::Shown::date};
}

// "1970-1-2" as "1970-01-02"; other texts as they are.
std::string padded(std::string_view text) {
  std::string out;
  std::size_t digits = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '\0';
    if (c >= '0' && c <= '9') {
      ++digits;
      continue;
    }
    if (digits == 1) out += '0';
    out += text.substr(i - digits, digits);
    digits = 0;
    if (c != '-') return out.append(text.substr(i));
    out += c;
  }
  return out;
}

// The moment that a value stands for: a date text, or a number of days; nullopt where it is none.
std::optional<Moment> moment_of(Evaluation& evaluation, const Value& value) {
  switch (value.type()) {
  case ValueType::moment: return std::isnan(value.moment().milliseconds) ? std::nullopt : std::optional(value.moment());
  case ValueType::number: {
    const Moment moment = moment_at(evaluation, std::round(value.number() * kMillisecondsPerDay));
    return std::isnan(moment.milliseconds) ? std::nullopt : std::optional(moment);
  }
  case ValueType::boolean: return std::nullopt;
  default: break;
  }
  const std::string text = value.to_string();
  if (auto moment = parse_moment(evaluation, text)) return moment;
  return parse_moment(evaluation, padded(text));
}

// date() and date-time(): "" of nothing, "Invalid Date" of what is no date.
Value date(Evaluation& evaluation, const Arguments& arguments) {
  const Value value = arguments.value(0);
  if (evaluation.failed() || value.is(ValueType::boolean)) return std::string();
  if (!value.is(ValueType::number) && !value.is(ValueType::moment) && value.to_string().empty()) return std::string();
  auto moment = moment_of(evaluation, value);
  if (!moment) return Moment{.milliseconds = kNaN};
  if (moment->shown == Moment::Shown::days) moment->shown = Moment::Shown::date_or_time;
  return *moment;
}

Value decimal_date_time(Evaluation& evaluation, const Arguments& arguments) {
  const auto moment = moment_of(evaluation, arguments.value(0));
  return moment ? moment->days() : kNaN;
}

// The part of the day that has passed; of a date and time, on the form's clock.
Value decimal_time(Evaluation& evaluation, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  if (const auto time = parse_time_of_day(evaluation, text)) return static_cast<double>(*time) / kMillisecondsPerDay;
  const auto moment = parse_moment(evaluation, text);
  if (!moment) return kNaN;
  const CivilTime time = civil_time(*moment);
  return (((time.hour * 60 + time.minute) * 60 + time.second) * 1000.0 + time.millisecond) / kMillisecondsPerDay;
}

Value format_date(Evaluation& evaluation, const Arguments& arguments) {
  const auto moment = moment_of(evaluation, arguments.value(0));
  const std::string format = arguments.string(1);
  if (!moment || evaluation.failed()) return std::string();
  const Host* host = evaluation.context().host;
  return format_time(civil_time(*moment), format, host == nullptr ? std::string_view{} : host->language());
}

constexpr Function kDateFunctions[] = {
    {"now", 0, 0, now, DependsOn::clock},
    {"today", 0, 0, today, DependsOn::clock},
    {"date", 1, 1, date},
    {"date-time", 1, 1, date},
    {"decimal-date-time", 1, 1, decimal_date_time},
    {"decimal-time", 1, 1, decimal_time},
    {"format-date", 2, 2, format_date, DependsOn::language},
    {"format-date-time", 2, 2, format_date, DependsOn::language},
};

} // namespace

std::span<const Function> date_functions() { return kDateFunctions; }

} // namespace pilotage::forms::xpath
