// What an export needs to know of a form: its questions in order, which of them repeat, and the choices of each select_multiple. Read from
// the XForm's primary instance, binds and body.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::forms {

struct FormOutline {
  std::string form_id;
  std::vector<std::string> questions; // paths of the leaves below the root, "clarity/clarity_terms", in the order of the form
  std::set<std::string> repeats;      // paths
  std::vector<std::string> repeats_in_order;
  std::set<std::string> geopoints;
  std::map<std::string, std::vector<std::string>> choices; // of each select_multiple
};

// Errors: malformed.
Result<FormOutline> read_form_outline(std::string_view xform);

// An element's name without its prefix.
std::string_view local_name(std::string_view name);

} // namespace pilotage::forms
