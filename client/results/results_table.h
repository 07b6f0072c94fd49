// Submissions as a table: one row a response, one column a question, in the order of the form. Columns come from the form, not from what
// happens to be answered, so that they are the same in every pull. Repeats count in the main table; each repeat is a table of its own with
// the key of its parent.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/results_mirror.h"
#include "forms/error.h"

namespace pilotage::results {

struct TableOptions {
  // A select_multiple also gets one column for each of its choices ("colours/red") that holds 1 or 0, as ODK's exports do it.
  bool split_select_multiple = false;
};

struct Table {
  std::string name; // the form id, or "form-repeat"
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

// The main table first. Errors: malformed (a form or submission that is not XML; names the instance).
Result<std::vector<Table>> results_tables(std::string_view xform, std::span<const store::MirroredSubmission> submissions,
                                          const TableOptions& options = {});

} // namespace pilotage::results
