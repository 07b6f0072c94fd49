// What the form does by itself at an event (ODK XForms, "Events and Actions").
#pragma once

#include <string>

#include "forms/model/form_expression.h"

namespace pilotage::forms {

struct Action {
  enum class Kind { set_value, set_geopoint };
  Kind kind = Kind::set_value;
  // Events.
  bool first_load = false;
  bool load = false;
  bool new_repeat = false;
  bool value_changed = false;
  // Where it stands: the place of the control that it is nested in, or kNoPlace in the model.
  PlaceId scope = kNoPlace;
  std::int32_t control = -1;
  PlaceId target = kNoPlace;
  ExpressionId target_nodes = kNoExpression; // where the ref has predicates or steps that are not plain
  ExpressionId value = kNoExpression;
  std::string literal; // where there is no expression
};

} // namespace pilotage::forms
