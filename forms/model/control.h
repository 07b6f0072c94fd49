// The body of a form: groups, repeats and questions, with their choices (ODK XForms, "Body", "Groups", "Repeats").
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/model/data_type.h"
#include "forms/model/form_expression.h"
#include "forms/model/text_source.h"

namespace pilotage::forms {

struct ChoiceSource {
  std::string_view value;
  TextSource label;
};

// <itemset>: choices from an instance or from a repeat.
struct Itemset {
  ExpressionId nodes = kNoExpression;
  ExpressionId value = kNoExpression; // relative to one of those nodes
  ExpressionId label = kNoExpression;
  bool label_is_itext = false;               // the label's expression gives a text id: jr:itext(ref)
  xpath::NameId value_name = xpath::kNoName; // where the expression is the name of a child
  xpath::NameId label_name = xpath::kNoName;
  PlaceId items = kNoPlace; // the repeat that they come from; kNoPlace: a secondary instance
};

struct Control {
  ControlKind kind = ControlKind::group;
  std::int32_t parent = -1;
  std::int32_t first_child = -1; // the controls inside, in order
  std::int32_t next_sibling = -1;
  PlaceId place = kNoPlace; // a group without ref has its parent's
  bool has_ref = false;
  PlaceId group_of = kNoPlace; // of a group around a repeat: the repeat
  TextSource label;
  TextSource hint;
  std::string_view appearance;
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  std::int32_t first_choice = 0; // into FormContent::choices
  std::int32_t choice_count = 0;
  std::int32_t itemset = -1;          // into FormContent::itemsets
  ExpressionId count = kNoExpression; // jr:count of a repeat
  bool fixed = false;                 // jr:noAddRemove
};

} // namespace pilotage::forms
