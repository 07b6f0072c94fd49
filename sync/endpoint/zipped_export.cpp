#include "sync/endpoint/zipped_export.h"

#include <unistd.h>

#include <algorithm>
#include <array>

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
      records_(storage, project, form_id_, SubmissionPages::With::nothing), with_media_(attachments == Attachments::with) {}

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
  case Stage::media: return media();
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
  if (++table_ == waiting_.size()) {
    stage_ = Stage::media;
    return {};
  }
  if (std::fflush(waiting_[table_].get()) != 0 || std::fseek(waiting_[table_].get(), 0, SEEK_SET) != 0) return no_temporary_space();
  return zip_.begin_file(as_file_name(submissions_.tables()[table_].name) + ".csv");
}

Result<void> ZippedExport::media() {
  if (open_.is_open()) {
    std::array<char, kZipPiece> piece;
    const ssize_t size = ::read(open_.descriptor(), piece.data(), piece.size());
    if (size < 0) return fail(ErrorCode::io, "An attachment cannot be read.");
    if (size > 0) return zip_.write({piece.data(), static_cast<std::size_t>(size)});
    open_ = OpenFile();
    return {};
  }
  if (!media_.empty()) {
    const MediaFile next = std::move(media_.back());
    media_.pop_back();
    return begin_media(next);
  }
  if (with_media_ && !records_.ended()) return more_media();
  stage_ = Stage::ended;
  return zip_.end();
}

Result<void> ZippedExport::more_media() {
  const auto records = records_.next();
  if (!records) return std::unexpected(records.error());
  for (const SubmissionRecord& record : *records) {
    if (record.current.files_present == 0 || !submissions_.wants(record)) continue;
    const auto submission = storage_.submission(project_, form_id_, record.current.instance_id);
    if (!submission) return std::unexpected(submission.error());
    for (const SubmissionFile& file : submission->files)
      if (!file.sha256.empty()) media_.push_back({.instance_id = record.first.instance_id, .file = file});
  }
  std::ranges::reverse(media_);
  return {};
}

// Two laptops may give two photos the same name: the second one goes into a folder of its submission, so that none is lost. Earlier
// versions took names that lead out of a folder.
Result<void> ZippedExport::begin_media(const MediaFile& media) {
  auto opened = files_.open_file(media.file.sha256);
  if (!opened) return std::unexpected(opened.error());
  open_ = OpenFile(opened->descriptor, opened->size);
  const std::string name =
      sync::checked_attachment_name(media.file.name, "attachment") ? media.file.name : as_file_name("_" + media.file.name);
  const bool is_first = named_.insert(std::hash<std::string>{}(name)).second;
  return zip_.begin_file("media/" + (is_first ? "" : as_file_name(media.instance_id) + "/") + name);
}

} // namespace pilotage::endpoint
