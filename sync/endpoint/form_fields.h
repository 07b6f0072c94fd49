// The questions of a form as a tree with their types: what OData and the list of fields say of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/model/data_type.h"

namespace pilotage::endpoint {

struct FormField {
  enum class Kind { structure, repeat, value };
  std::string name; // the element's, without its prefix
  std::string path; // "/home/person/name", below the root
  Kind kind = Kind::structure;
  forms::DataType type = forms::DataType::string; // of a value
  bool select_multiple = false;
  std::vector<FormField> fields = {}; // in the order of the form
};

// The root. Errors: malformed, and those of FormDefinition::parse.
Result<FormField> read_form_fields(std::string_view xform);

} // namespace pilotage::endpoint
