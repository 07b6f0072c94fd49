#include "forms/xlsform/question_draft.h"

#include <algorithm>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {

void QuestionDraft::copy_if_one_of(std::string_view parameter, Attributes& to, std::string_view attribute,
                                   std::initializer_list<std::string_view> values) const {
  const auto value = parameters.get(parameter);
  if (!value) return;
  if (std::find(values.begin(), values.end(), *value) != values.end()) {
    to.set(attribute, keep(*value));
    return;
  }
  std::string known;
  for (const std::string_view one : values) known += (known.empty() ? "" : ", ") + std::string(one);
  error({"parameters"}, cat({"\"", *value, "\" is no value for ", parameter}), "use one of: " + known);
}

void QuestionDraft::copy_if_number(std::string_view parameter, Attributes& to, std::string_view attribute) const {
  const auto value = parameters.get(parameter);
  if (!value) return;
  if (is_number(*value)) {
    to.set(attribute, keep(*value));
  } else {
    error({"parameters"}, cat({parameter, " is \"", *value, "\", which is no number"}), "write a number");
  }
}

void QuestionDraft::copy_if_integer(std::string_view parameter, Attributes& to, std::string_view attribute) const {
  const auto value = parameters.get(parameter);
  if (!value) return;
  if (is_integer(*value)) {
    to.set(attribute, keep(*value));
  } else {
    error({"parameters"}, cat({parameter, " is \"", *value, "\", which is no whole number"}), "write a whole number");
  }
}

} // namespace pilotage::forms::xlsform
