// Submissions as rows of tables, in the layout of ODK Central's exports: one row a response, one column a question, in the order of the
// form, groups joined by "-" ("clarity-clarity_terms"). Columns come from the form, not from what happens to be answered. Each repeat is a
// table of its own; its rows have keys such as "uuid:…/household/person[2]". What stands beside the questions in a table (the moment of
// submission, the sender) is the caller's.
//
// One submission at a time, so that any number of them fits into memory. One thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/tables/form_outline.h"

namespace pilotage::forms {

struct TableOptions {
  bool split_select_multiple = false; // a select_multiple also gets one column for each choice ("colours/red") that holds 1 or 0
  bool group_paths = true;            // false: columns are named by the question alone
  bool add_unknown = false; // an answer to a question that the form does not have gets a column behind the others; else it is left out
};

// The questions of one table.
struct QuestionTable {
  std::string name; // the form id, or "form-repeat"
  std::vector<std::string> columns;
};

struct QuestionRow {
  std::size_t table = 0; // 0: the main table
  std::string key;
  std::string parent_key;         // "" in the main table
  std::vector<std::string> cells; // by column; those at the end may be missing
};

class SubmissionTables {
public:
  explicit SubmissionTables(const FormOutline& outline, const TableOptions& options = {});
  SubmissionTables(SubmissionTables&&) noexcept;
  ~SubmissionTables();

  // The questions of another version of the form that this one does not have, behind those that are there.
  void add(const FormOutline& outline);

  // The main table first, then the repeats in the order of the form. Grows with add_unknown alone.
  const std::vector<QuestionTable>& tables() const;

  // Its rows in the order of the document, the main one first. Error: malformed (not XML).
  Result<std::vector<QuestionRow>> rows(std::string_view xml, std::string_view instance_id);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::forms
