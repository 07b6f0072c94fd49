// What the form says of one place of the main instance (ODK XForms, "Bindings").
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/model/data_type.h"
#include "forms/model/form_expression.h"
#include "forms/model/text_source.h"

namespace pilotage::forms {

struct Bind {
  PlaceId place = kNoPlace;
  DataType type = DataType::string;
  ExpressionId relevant = kNoExpression;
  ExpressionId required = kNoExpression;
  ExpressionId readonly = kNoExpression;
  ExpressionId constraint = kNoExpression;
  ExpressionId calculate = kNoExpression;
  TextSource constraint_message;
  TextSource required_message;
  std::string_view preload; // jr:preload: "date", "timestamp", "property", "uid", …
  std::string_view preload_params;
  std::string_view save_to; // entities:saveto: the entity's property
  bool typed = false;       // the form names a type
  // Attributes in the odk and orx namespaces: what meta/audit asks for, the greatest size of a photo, the quality of a recording.
  std::vector<std::pair<std::string, std::string>> odk;
};

} // namespace pilotage::forms
