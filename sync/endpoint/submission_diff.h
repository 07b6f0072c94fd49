// What a correction changed: the answers of two versions of a submission side by side. A pure function.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sync/endpoint/form_fields.h"

namespace pilotage::endpoint {

struct ChangedAnswer {
  nlohmann::ordered_json path; // ["home", ["person", 1], "name"]: the instances of a repeat are numbered from 0
  std::string before;          // empty also where it was not there
  std::string after;
};

// `root` says what is a repeat. In the order of the later version, then what it has no more. Errors: malformed.
Result<std::vector<ChangedAnswer>> changed_answers(const FormField& root, std::string_view before, std::string_view after);

} // namespace pilotage::endpoint
