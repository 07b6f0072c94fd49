#include "client/results/results_table.h"

#include <algorithm>
#include <array>

#include "forms/tables/submission_tables.h"

namespace pilotage::results {

namespace {

constexpr std::array kBehindQuestions = {"KEY", "AttachmentsPresent", "AttachmentsExpected", "FormVersion"};

std::string arrived(const store::MirroredSubmission& submission) {
  return std::to_string(std::ranges::count_if(submission.attachments, [](const auto& attachment) { return !attachment.sha256.empty(); }));
}

// A table around its questions: what was read of them comes first, what stands beside them is put there at the end, when no late
// submission brings a new column any more.
Table finished(const forms::QuestionTable& questions, std::vector<forms::QuestionRow> rows,
               std::span<const store::MirroredSubmission> submissions, bool is_main) {
  Table table{.name = questions.name, .columns = questions.columns, .rows = {}};
  if (is_main) {
    table.columns.insert(table.columns.begin(), "SubmissionDate");
    table.columns.insert(table.columns.end(), kBehindQuestions.begin(), kBehindQuestions.end());
  } else {
    table.columns.insert(table.columns.end(), {"PARENT_KEY", "KEY"});
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string> cells = std::move(rows[i].cells);
    cells.resize(questions.columns.size());
    if (is_main) {
      const store::MirroredSubmission& submission = submissions[i];
      cells.insert(cells.begin(), submission.received_at);
      for (std::string cell :
           {submission.instance_id, arrived(submission), std::to_string(submission.attachments.size()), submission.form_version})
        cells.push_back(std::move(cell));
    } else {
      cells.push_back(std::move(rows[i].parent_key));
      cells.push_back(std::move(rows[i].key));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

} // namespace

Result<std::vector<Table>> results_tables(std::string_view xform, std::span<const store::MirroredSubmission> submissions,
                                          const TableOptions& options) {
  const auto outline = forms::read_form_outline(xform);
  if (!outline) return std::unexpected(outline.error());
  forms::SubmissionTables layout(*outline,
                                 {.split_select_multiple = options.split_select_multiple, .group_paths = true, .add_unknown = true});
  std::vector<std::vector<forms::QuestionRow>> rows(layout.tables().size());
  for (const store::MirroredSubmission& submission : submissions) {
    auto read = layout.rows(submission.xml, submission.instance_id);
    if (!read)
      return fail(ErrorCode::malformed, "A pulled submission is not XML. Pull the results again into a new folder.",
                  submission.instance_id);
    for (forms::QuestionRow& row : *read) rows[row.table].push_back(std::move(row));
  }
  std::vector<Table> tables;
  for (std::size_t i = 0; i < rows.size(); ++i) tables.push_back(finished(layout.tables()[i], std::move(rows[i]), submissions, i == 0));
  return tables;
}

} // namespace pilotage::results
