#include "sync/endpoint/submission_export.h"

#include <algorithm>
#include <array>

#include "forms/tables/csv_line.h"
#include "sync/endpoint/storage/identity.h"

namespace pilotage::endpoint {

namespace {

constexpr std::array kBehindQuestions = {
    "KEY",         "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status",
    "ReviewState", "DeviceID",    "Edits",         "FormVersion"};

Result<forms::FormOutline> outline_of(Storage& storage, ProjectId project, std::string_view form_id, std::string_view version) {
  const auto form = storage.form_version(project, form_id, version);
  if (!form) return std::unexpected(form.error());
  return forms::read_form_outline(form->xform);
}

} // namespace

Result<SubmissionExport> SubmissionExport::open(Storage& storage, ProjectId project, std::string_view form_id,
                                                const ExportOptions& options) {
  const auto form = storage.form(project, form_id);
  if (!form) return std::unexpected(form.error());
  const auto outline = outline_of(storage, project, form_id, form->version);
  if (!outline) return std::unexpected(outline.error());
  const auto versions = storage.form_versions(project, form_id);
  if (!versions) return std::unexpected(versions.error());
  SubmissionExport made(
      SubmissionPages(storage, project, std::string(form_id), SubmissionPages::With::xml),
      forms::SubmissionTables(
          *outline, {.split_select_multiple = options.split_select_multiple, .group_paths = options.group_paths, .add_unknown = false}),
      options.filter);
  for (const FormVersion& version : *versions) {
    if (version.encrypted) made.encrypted_.insert(version.version);
    if (std::ranges::any_of(version.upload_paths, [](const std::string& path) { return path.ends_with("/meta/audit"); }))
      made.has_client_audits_ = true;
    if (!options.deleted_fields || version.version == form->version) continue;
    const auto older = outline_of(storage, project, form_id, version.version);
    if (!older) return std::unexpected(older.error());
    made.layout_.add(*older);
  }
  return made;
}

std::string SubmissionExport::header(std::size_t table) const {
  std::string text;
  forms::CsvLine line(text);
  if (table == 0) line.add("SubmissionDate");
  for (const std::string& column : tables()[table].columns) line.add(column);
  if (table == 0)
    for (const char* column : kBehindQuestions) line.add(column);
  else
    line.add("PARENT_KEY").add("KEY");
  line.end();
  return text;
}

Result<void> SubmissionExport::append(const SubmissionRecord& record, std::vector<std::string>& texts) {
  const bool sealed = encrypted_.contains(record.current.form_version);
  auto rows = layout_.rows(sealed ? "<data/>" : std::string_view(record.current.xml), record.first.instance_id);
  if (!rows) return std::unexpected(rows.error());
  for (const forms::QuestionRow& row : *rows) {
    forms::CsvLine line(texts[row.table]);
    const bool is_main = row.table == 0;
    if (is_main) line.add(iso_time(record.first.submitted_at));
    for (const std::string& cell : row.cells) line.add(cell);
    line.add_empty(tables()[row.table].columns.size() - row.cells.size());
    if (is_main)
      line.add(row.key)
          .add(record.first.submitter.id == 0 ? "" : std::to_string(record.first.submitter.id))
          .add(record.first.submitter.name)
          .add(std::to_string(record.current.files_present))
          .add(std::to_string(record.current.files))
          .add(sealed ? "not decrypted" : "")
          .add(name(record.review))
          .add(record.first.device_id)
          .add(std::to_string(record.edits))
          .add(record.current.form_version);
    else
      line.add(row.parent_key).add(row.key);
    line.end();
  }
  return {};
}

Result<void> SubmissionExport::next(std::vector<std::string>& texts) {
  texts.resize(tables().size());
  const auto records = pages_.next();
  if (!records) return std::unexpected(records.error());
  for (const SubmissionRecord& record : *records)
    if (auto appended = wants(record) ? append(record, texts) : Result<void>(); !appended) return appended;
  return {};
}

} // namespace pilotage::endpoint
