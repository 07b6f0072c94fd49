// Answers of select questions: choices separated by spaces (ODK XForms, "Select Functions").
#include <algorithm>
#include <cmath>

#include "forms/xpath/characters.h"
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

// Nothing is selected in an empty answer.
Value selected(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string list = arguments.string(0);
  const std::string value = arguments.string(1);
  const std::string_view choice = trim_xml_space(value);
  const auto choices = split_at_spaces(list);
  if (choice.empty()) return choices.empty();
  return std::ranges::find(choices, choice) != choices.end();
}

Value selected_at(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string list = arguments.string(0);
  const double index = std::trunc(arguments.number(1));
  const auto choices = split_at_spaces(list);
  if (!(index >= 0 && index < static_cast<double>(choices.size()))) return std::string();
  return choices[static_cast<std::size_t>(index)];
}

Value count_selected(Evaluation& /*evaluation*/, const Arguments& arguments) {
  return static_cast<double>(split_at_spaces(arguments.string(0)).size());
}

constexpr Function kSelectFunctions[] = {
    {"selected", 2, 2, selected},
    {"is-selected", 2, 2, selected},
    {"selected-at", 2, 2, selected_at},
    {"count-selected", 1, 1, count_selected},
};

} // namespace

std::span<const Function> select_functions() { return kSelectFunctions; }

} // namespace pilotage::forms::xpath
