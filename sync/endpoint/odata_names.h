// Names in OData documents: those of ODK Central, so that its clients find their way. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/endpoint/form_fields.h"

namespace pilotage::endpoint {

// An identifier for what a form calls `name`: other characters than letters, digits and "_" become "_", and a digit is no beginning.
std::string odata_identifier(std::string_view name);

// What follows a repeat's name where a row links to its rows.
inline constexpr const char* kLinkSuffix = "@odata.navigationLink";

// A table of a form: the submissions themselves, or a repeat.
struct ODataTable {
  std::string name;                    // "Submissions", "Submissions.home.person"
  std::vector<const FormField*> steps; // from below the root to the repeat; empty: the submissions
  const FormField* field = nullptr;    // the root or the repeat
  std::string parent_column = {};      // with the key of the row around: "__Submissions-home-person-id"; "" in the submissions
};

// The submissions first, then the repeats in the order of the form. They refer to `root`.
std::vector<ODataTable> odata_tables(const FormField& root);

} // namespace pilotage::endpoint
