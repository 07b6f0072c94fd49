#include "sync/endpoint/form_publication.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "sync/endpoint/http/response.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

Result<void> check_media(const ReadForm& read, const FormUpload& upload) {
  for (const auto& [name, bytes] : upload.media) {
    if (auto checked = sync::checked_media_name(name, upload.file_name); !checked) return std::unexpected(checked.error());
  }
  for (const std::string& name : read.media)
    if (!upload.media.contains(name))
      return fail(ErrorCode::not_found,
                  fmt::format("The form uses the file \"{}\", which is not given. Put it beside the form, or name it with --media.", name),
                  upload.file_name);
  return {};
}

Result<std::vector<FormFile>> store_media(const AttachmentStore& files, const FormUpload& upload) {
  std::vector<FormFile> stored;
  for (const auto& [name, bytes] : upload.media) {
    auto hash = files.add(bytes);
    if (!hash) return std::unexpected(hash.error());
    stored.push_back({.name = name, .sha256 = std::move(*hash), .md5 = sync::md5_hex(bytes), .size = bytes.size()});
  }
  return stored;
}

bool has_file(const FormVersion& form, const std::string& name) {
  return std::ranges::find(form.files, name, &FormFile::name) != form.files.end();
}

Result<std::string> content_of(const AttachmentStore& files, const FormFile& file) {
  const auto opened = files.open_file(file.sha256);
  if (!opened) return std::unexpected(opened.error());
  const OpenFile closing(opened->descriptor, opened->size);
  std::string bytes(opened->size, '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t n = ::read(opened->descriptor, bytes.data() + have, bytes.size() - have);
    if (n <= 0) return fail(ErrorCode::io, "A file of the form cannot be read.", file.name);
    have += static_cast<std::size_t>(n);
  }
  return bytes;
}

Result<forms::Attachments> contents_of(const AttachmentStore& files, const std::vector<FormFile>& wanted) {
  forms::Attachments contents;
  for (const FormFile& file : wanted) {
    auto bytes = content_of(files, file);
    if (!bytes) return std::unexpected(bytes.error());
    contents.emplace(file.name, std::move(*bytes));
  }
  return contents;
}

} // namespace

Result<ReadForm> read_with_media(const AttachmentStore& files, ProjectId project, const FormUpload& upload) {
  auto read = read_form(project, upload);
  if (!read) return read;
  if (auto checked = check_media(*read, upload); !checked) return std::unexpected(checked.error());
  auto media = store_media(files, upload);
  if (!media) return std::unexpected(media.error());
  read->form.files = std::move(*media);
  return read;
}

Result<ReadForm> read_draft(const AttachmentStore& files, FormDraft draft, const DraftPublishing& how) {
  for (const std::string& name : draft.media)
    if (!has_file(draft.form, name))
      return fail(ErrorCode::not_found,
                  fmt::format("The form uses the file \"{}\", which the draft does not have yet. Upload it first.", name));
  auto xform =
      how.version.empty() ? Result<std::string>(std::move(draft.form.xform)) : with_version(std::move(draft.form.xform), how.version);
  if (!xform) return std::unexpected(xform.error());
  auto contents = contents_of(files, draft.form.files);
  if (!contents) return std::unexpected(contents.error());
  auto read = read_form(draft.form.project, {.file_name = "draft.xml", .bytes = std::move(*xform), .media = std::move(*contents)});
  if (!read) return read;
  read->form.made_by = how.by;
  read->form.files = std::move(draft.form.files);
  return read;
}

Result<Publication> publish(Storage& storage, const ReadForm& read) {
  for (const std::string& name : read.media)
    if (!has_file(read.form, name))
      return fail(ErrorCode::not_found,
                  fmt::format("The form uses the file \"{}\". Make a draft of it, upload the file to it, and publish that.", name));
  FormVersion form = read.form;
  form.published_at = milliseconds_now();
  const auto is_new = storage.publish_form(form);
  if (!is_new) return std::unexpected(is_new.error());
  return Publication{.form_id = std::move(form.form_id),
                     .version = std::move(form.version),
                     .title = std::move(form.title),
                     .is_new = *is_new,
                     .warnings = read.warnings};
}

Result<Publication> publish_draft(Storage& storage, const ReadForm& read) {
  auto made = publish(storage, read);
  if (!made) return made;
  if (auto dropped = storage.drop_draft(read.form.project, read.form.form_id); !dropped && dropped.error().code != ErrorCode::not_found)
    return std::unexpected(dropped.error());
  return made;
}

} // namespace pilotage::endpoint
