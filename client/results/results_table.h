// Submissions as tables, in the layout of ODK Central's exports: one row a response, one column a question, in the order of the form,
// groups joined by "-" ("clarity-clarity_terms"). Columns come from the form, not from what happens to be answered, so that they
// are the same in every pull; a question that only older versions had follows behind. Each repeat is a table of its own, whose
// PARENT_KEY is the KEY of the row it belongs to. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/results_mirror.h"
#include "forms/error.h"

namespace pilotage::results {

struct TableOptions {
  // A select_multiple also gets one column for each of its choices ("colours/red") that holds 1 or 0.
  bool split_select_multiple = false;
};

struct Table {
  std::string name; // the form id, or "form-repeat"
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

// The main table first, then the repeats in the order of the form. Errors: malformed (a form or submission that is not XML; names the
// instance).
Result<std::vector<Table>> results_tables(std::string_view xform, std::span<const store::MirroredSubmission> submissions,
                                          const TableOptions& options = {});

} // namespace pilotage::results
