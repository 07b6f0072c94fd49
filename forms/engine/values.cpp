#include "forms/engine/values.h"

#include <algorithm>
#include <cmath>

#include "forms/engine/running_form.h"
#include "forms/engine/temporal.h"
#include "forms/xpath/characters.h"
#include "forms/xpath/name_hash.h"
#include "forms/xpath/value.h"

namespace pilotage::forms {

namespace {

// ODK XForms, "Data Types": an int has 32 bits.
constexpr double kLargestInteger = 2'147'483'647.0;

// Up to nine digits as number_to_string writes them: most answers and results.
bool is_canonical_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || text.size() > 9 || (text[0] == '0' && text.size() > 1)) return false;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return true;
}

// "latitude longitude [altitude [accuracy]]", within the bounds of the Earth.
bool is_point(std::string_view text) {
  int count = 0;
  text = xpath::trim_xml_space(text);
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    const double number = xpath::string_to_number(text.substr(0, blank));
    if (std::isnan(number)) return false;
    if ((count == 0 && std::abs(number) > 90) || (count == 1 && std::abs(number) > 180)) return false;
    ++count;
    text = blank == std::string_view::npos ? std::string_view() : xpath::trim_xml_space(text.substr(blank));
  }
  return count >= 2 && count <= 4;
}

bool is_line(std::string_view text, std::size_t least) {
  std::size_t points = 0;
  while (!xpath::trim_xml_space(text).empty()) {
    const std::size_t end = text.find(';');
    if (!is_point(text.substr(0, end))) return false;
    ++points;
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return points >= least;
}

} // namespace

std::optional<std::int32_t> integer_part(double number) {
  const bool held = std::abs(number) <= kLargestInteger; // NaN is not
  return held ? std::optional(static_cast<std::int32_t>(number)) : std::nullopt;
}

std::optional<std::string> canonical_value(DataType type, std::string_view given, const Environment& environment) {
  if (given.empty()) return std::string();
  switch (type) {
  case DataType::integer: {
    const auto whole = integer_part(xpath::string_to_number(xpath::trim_xml_space(given)));
    if (!whole) return std::nullopt;
    return std::to_string(*whole);
  }
  case DataType::decimal: {
    const double number = xpath::string_to_number(xpath::trim_xml_space(given));
    if (std::isnan(number) || std::isinf(number)) return std::nullopt;
    return xpath::number_to_string(number);
  }
  case DataType::date: return canonical_date(given);
  case DataType::date_time: return canonical_date_time(given, environment);
  case DataType::time: return canonical_time(given, environment);
  case DataType::geopoint:
    if (!is_point(given)) return std::nullopt;
    return std::string(xpath::trim_xml_space(given));
  case DataType::geotrace:
    if (!is_line(given, 2)) return std::nullopt;
    return std::string(xpath::trim_xml_space(given));
  case DataType::geoshape:
    if (!is_line(given, 3)) return std::nullopt;
    return std::string(xpath::trim_xml_space(given));
  default: return xpath::is_xml_text(given) ? std::string(given) : xpath::xml_text(given);
  }
}

bool is_calculated(DataType type, std::string_view given) {
  return type == DataType::string || given.empty() || (type == DataType::integer && is_canonical_integer(given));
}

std::string calculated_value(DataType type, std::string_view given, const Environment& environment) {
  if (is_calculated(type, given)) return std::string(given);
  if (type == DataType::date) return date_of_date_time(given, environment).value_or("");
  if (auto value = canonical_value(type, given, environment)) return *std::move(value);
  return {};
}

std::string what_is_taken(DataType type) {
  switch (type) {
  case DataType::integer: return "Enter a whole number.";
  case DataType::decimal: return "Enter a number.";
  case DataType::date: return "Enter a date as year-month-day: 2024-03-01.";
  case DataType::date_time: return "Enter a date and time: 2024-03-01T12:30:00.";
  case DataType::time: return "Enter a time: 12:30:00.";
  case DataType::geopoint: return "Enter a place as latitude and longitude, separated by a blank.";
  case DataType::geotrace: return "Enter two or more places, separated by semicolons.";
  case DataType::geoshape: return "Enter three or more places, separated by semicolons.";
  default: return "This is not a value that the question takes.";
  }
}

bool RunningForm::put(xpath::NodeId node, std::string_view value) {
  const std::string_view before = instance_.value(node);
  // A group has no value, whatever the form says of it.
  if (xpath::same_name(before, value) || !form_.shape[instance_.place_of(node)].leaf) return false;
  log_.value(node, before);
  log_.note(node, &Change::value);
  instance_.set_value(node, value);
  if (instance_.visible(node)) changed(node, false);
  if (!loading_ && !fires_value_changed_.empty() && fires_value_changed_[static_cast<std::size_t>(instance_.place_of(node))])
    value_changes_.push_back(node);
  return true;
}

Result<Answered> RunningForm::answer(xpath::NodeId node, std::string_view given) {
  if (!instance_.has(node)) return fail(ErrorCode::not_found, "There is no such question.");
  const PlaceId place = instance_.place_of(node);
  if (!form_.shape[place].leaf) return fail(ErrorCode::not_found, "This is a group, not a question.", ref(node));
  if (instance_.is(node, Instance::readonly))
    return fail(ErrorCode::readonly, "This question cannot be answered: it is read-only.", ref(node));
  const DataType type = form_.type(place);
  Answered answered;
  const auto value = canonical_value(type, given, environment_);
  if (!value) {
    answered.refused = Invalidity::type;
    answered.message = what_is_taken(type);
    return answered;
  }
  const Bind* bind = form_.bind(place);
  if (bind != nullptr && bind->constraint != kNoExpression && !value->empty()) {
    // The constraint is about the answer that is offered: it stands in the instance while it is judged.
    const std::string before(instance_.value(node));
    instance_.set_value(node, *value);
    auto holds = is_true(bind->constraint, node);
    instance_.set_value(node, before);
    if (!holds) return std::unexpected(holds.error());
    if (!*holds) {
      answered.refused = Invalidity::constraint;
      answered.message = problem_message(node, Invalidity::constraint);
      return answered;
    }
  }
  const std::int32_t control = form_.control_of[static_cast<std::size_t>(place)];
  std::string chosen = *value;
  if (control != -1 && form_.control(control).kind == ControlKind::select_multiple) chosen = in_order_of_choices(control, node, chosen);
  put(node, chosen);
  lost_.erase(node);
  auto changes = end_step(settle());
  if (!changes) return std::unexpected(changes.error());
  answered.changes = *std::move(changes);
  return answered;
}

} // namespace pilotage::forms
