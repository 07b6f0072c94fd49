// The submissions of a form as lines of CSV, in the layout of ODK Central's exports: a main table, and one for each repeat whose PARENT_KEY
// is the KEY of the row that it belongs to. A submission that was corrected is one row, with the latest answers. Page by page, so that
// memory holds one page. One thread at a time.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "forms/tables/submission_tables.h"
#include "sync/endpoint/odata_filter.h"
#include "sync/endpoint/submission_pages.h"

namespace pilotage::endpoint {

struct ExportOptions {
  bool split_select_multiple = false;
  bool group_paths = true;
  bool deleted_fields = false; // also the questions that only older versions of the form have
  ODataFilter filter = {};     // only those that it lets through; empty: all
};

class SubmissionExport {
public:
  // Reads the form. Errors: not_found, malformed, or the storage's.
  static Result<SubmissionExport> open(Storage& storage, ProjectId project, std::string_view form_id, const ExportOptions& options);

  const std::vector<forms::QuestionTable>& tables() const { return layout_.tables(); }
  std::string header(std::size_t table) const;

  // Do laptops keep an audit log while this form is filled in, or did they with an earlier version?
  bool has_client_audits() const { return has_client_audits_; }
  // Does the filter let it through?
  bool wants(const SubmissionRecord& record) const { return !filter_ || filter_(record); }
  bool ended() const { return pages_.ended(); }
  // Appends the lines of the next page to the text of each table.
  Result<void> next(std::vector<std::string>& texts);

private:
  SubmissionExport(SubmissionPages pages, forms::SubmissionTables layout, ODataFilter filter)
      : pages_(std::move(pages)), layout_(std::move(layout)), filter_(std::move(filter)) {}
  Result<void> append(const SubmissionRecord& record, std::vector<std::string>& texts);

  SubmissionPages pages_;
  forms::SubmissionTables layout_;
  ODataFilter filter_;
  std::set<std::string, std::less<>> encrypted_; // versions of the form
  bool has_client_audits_ = false;
};

} // namespace pilotage::endpoint
