#include "sync/endpoint/zipped_export.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "sync/endpoint/submission_meta.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kZipPiece = std::size_t{256} * 1024;

// A form id is free text; a file's name in an archive is not.
std::string as_file_name(std::string name) {
  for (char& letter : name)
    if (std::string_view("/\\:*?\"<>|").find(letter) != std::string_view::npos) letter = '_';
  return name;
}

std::unexpected<Error> no_temporary_space() {
  return fail(ErrorCode::disk_full, "The directory for temporary files takes no more. Make space in it.");
}

} // namespace

ZippedExport::ZippedExport(Storage& storage, const AttachmentStore& files, ProjectId project, std::string form_id,
                           SubmissionExport submissions, Attachments attachments)
    : storage_(storage), files_(files), project_(project), form_id_(std::move(form_id)), submissions_(std::move(submissions)),
      with_media_(attachments == Attachments::with) {}

Result<std::string> ZippedExport::next() {
  std::string made;
  while (made.empty() && stage_ != Stage::ended) {
    if (auto advanced = advance(); !advanced) return std::unexpected(advanced.error());
    made = zip_.take();
  }
  return made;
}

Result<void> ZippedExport::advance() {
  if (!begun_) return begin();
  switch (stage_) {
  case Stage::main_table: return main_table();
  case Stage::repeats: return repeats();
  case Stage::audits:
  case Stage::media: return files();
  case Stage::ended: break;
  }
  return {};
}

Result<void> ZippedExport::begin() {
  begun_ = true;
  const auto& tables = submissions_.tables();
  for (std::size_t i = 0; i < tables.size(); ++i) {
    waiting_.emplace_back(i == 0 ? nullptr : std::tmpfile());
    if (i > 0 && waiting_[i] == nullptr) return no_temporary_space();
    texts_.push_back(submissions_.header(i));
  }
  if (auto file = zip_.begin_file(as_file_name(tables[0].name) + ".csv"); !file) return file;
  if (auto written = zip_.write(texts_[0]); !written) return written;
  return keep_repeats();
}

Result<void> ZippedExport::keep_repeats() {
  texts_[0].clear();
  for (std::size_t i = 1; i < texts_.size(); ++i) {
    if (std::fwrite(texts_[i].data(), 1, texts_[i].size(), waiting_[i].get()) != texts_[i].size()) return no_temporary_space();
    texts_[i].clear();
  }
  return {};
}

Result<void> ZippedExport::main_table() {
  if (submissions_.ended()) {
    stage_ = Stage::repeats;
    return {};
  }
  if (auto read = submissions_.next(texts_); !read) return read;
  if (auto written = zip_.write(texts_[0]); !written) return written;
  return keep_repeats();
}

Result<void> ZippedExport::repeats() {
  std::array<char, kZipPiece> piece;
  const std::size_t size = table_ == 0 ? 0 : std::fread(piece.data(), 1, piece.size(), waiting_[table_].get());
  if (size > 0) return zip_.write({piece.data(), size});
  if (++table_ == waiting_.size()) return end_tables();
  if (std::fflush(waiting_[table_].get()) != 0 || std::fseek(waiting_[table_].get(), 0, SEEK_SET) != 0) return no_temporary_space();
  return zip_.begin_file(as_file_name(submissions_.tables()[table_].name) + ".csv");
}

Result<void> ZippedExport::end_tables() {
  if (!with_media_) {
    stage_ = Stage::ended;
    return zip_.end();
  }
  stage_ = submissions_.has_client_audits() ? Stage::audits : Stage::media;
  records_.emplace(storage_, project_, form_id_, SubmissionPages::With::nothing);
  return {};
}

Result<void> ZippedExport::files() {
  if (open_.is_open()) return more_of_file();
  if (!attached_.empty()) {
    const AttachedFile next = std::move(attached_.back());
    attached_.pop_back();
    return stage_ == Stage::audits ? begin_audit(next) : begin_media(next);
  }
  return records_->ended() ? end_files() : more_files();
}

Result<void> ZippedExport::more_of_file() {
  std::array<char, kZipPiece> piece;
  const ssize_t size = ::read(open_.descriptor(), piece.data(), piece.size());
  if (size < 0) return fail(ErrorCode::io, "An attachment cannot be read.");
  const std::string_view bytes(piece.data(), static_cast<std::size_t>(size));
  if (size == 0) open_ = OpenFile();
  if (!audit_) return zip_.write(bytes);
  std::string rows;
  if (size > 0)
    audit_->read(bytes, rows);
  else
    audit_->end(rows);
  if (size == 0) audit_.reset();
  return zip_.write(rows);
}

Result<void> ZippedExport::end_files() {
  if (stage_ == Stage::media) {
    stage_ = Stage::ended;
    return zip_.end();
  }
  stage_ = Stage::media;
  records_.emplace(storage_, project_, form_id_, SubmissionPages::With::nothing);
  return {};
}

// Those that belong to this stage: an audit log is what the XML names so, and a form without any has nothing to look for.
Result<void> ZippedExport::more_files() {
  const auto records = records_->next();
  if (!records) return std::unexpected(records.error());
  for (const SubmissionRecord& record : *records) {
    if (record.current.files_present == 0 || !submissions_.wants(record)) continue;
    const auto submission = storage_.submission(project_, form_id_, record.current.instance_id);
    if (!submission) return std::unexpected(submission.error());
    const std::string audit = submissions_.has_client_audits() ? meta_value(submission->xml, "audit") : std::string();
    for (const SubmissionFile& file : submission->files)
      if (!file.sha256.empty() && (stage_ == Stage::audits) == (file.name == audit))
        attached_.push_back({.instance_id = record.first.instance_id, .file = file});
  }
  std::ranges::reverse(attached_);
  return {};
}

Result<void> ZippedExport::begin_audit(const AttachedFile& audit) {
  auto opened = files_.open_file(audit.file.sha256);
  if (!opened) return std::unexpected(opened.error());
  open_ = OpenFile(opened->descriptor, opened->size);
  audit_.emplace(audit.instance_id);
  if (std::exchange(has_audit_table_, true)) return {};
  if (auto begun = zip_.begin_file(as_file_name(form_id_ + " - audit.csv")); !begun) return begun;
  return zip_.write(ClientAuditRows::header());
}

// Two laptops may give two photos the same name: the second one goes into a folder of its submission, so that none is lost. Earlier
// versions took names that lead out of a folder.
Result<void> ZippedExport::begin_media(const AttachedFile& media) {
  auto opened = files_.open_file(media.file.sha256);
  if (!opened) return std::unexpected(opened.error());
  open_ = OpenFile(opened->descriptor, opened->size);
  const std::string name =
      sync::checked_attachment_name(media.file.name, "attachment") ? media.file.name : as_file_name("_" + media.file.name);
  const bool is_first = named_.insert(std::hash<std::string>{}(name)).second;
  return zip_.begin_file("media/" + (is_first ? "" : as_file_name(media.instance_id) + "/") + name);
}

} // namespace pilotage::endpoint
