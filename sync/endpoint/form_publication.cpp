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

Result<Publication> published(Storage& storage, ReadForm read, std::vector<FormFile> files, const std::string& where) {
  read.form.files = std::move(files);
  read.form.published_at = milliseconds_now();
  const auto is_new = storage.publish_form(read.form);
  if (!is_new) return fail(is_new.error().code, is_new.error().message, where.empty() ? is_new.error().where : where);
  return Publication{.form_id = std::move(read.form.form_id),
                     .version = std::move(read.form.version),
                     .title = std::move(read.form.title),
                     .is_new = *is_new,
                     .warnings = std::move(read.warnings)};
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

Result<Publication> publish(Storage& storage, const AttachmentStore& files, ProjectId project, const FormUpload& upload) {
  auto read = read_form(project, upload);
  if (!read) return std::unexpected(read.error());
  if (auto checked = check_media(*read, upload); !checked) return std::unexpected(checked.error());
  auto media = store_media(files, upload);
  if (!media) return std::unexpected(media.error());
  return published(storage, std::move(*read), std::move(*media), upload.file_name);
}

Result<Publication> publish(Storage& storage, ReadForm read) {
  if (!read.media.empty())
    return fail(
        ErrorCode::not_found,
        fmt::format("The form uses the file \"{}\". Make a draft of it, upload the file to it, and publish that.", read.media.front()));
  return published(storage, std::move(read), {}, {});
}

Result<Publication> publish_draft(Storage& storage, const AttachmentStore& files, ProjectId project, std::string_view form_id,
                                  const DraftPublishing& how) {
  auto draft = storage.draft(project, form_id);
  if (!draft) return std::unexpected(draft.error());
  for (const std::string& name : draft->media)
    if (std::ranges::find(draft->form.files, name, &FormFile::name) == draft->form.files.end())
      return fail(ErrorCode::not_found,
                  fmt::format("The form uses the file \"{}\", which the draft does not have yet. Upload it first.", name));
  auto xform =
      how.version.empty() ? Result<std::string>(std::move(draft->form.xform)) : with_version(std::move(draft->form.xform), how.version);
  if (!xform) return std::unexpected(xform.error());
  auto contents = contents_of(files, draft->form.files);
  if (!contents) return std::unexpected(contents.error());
  auto read = read_form(project, {.file_name = "draft.xml", .bytes = std::move(*xform), .media = std::move(*contents)});
  if (!read) return std::unexpected(read.error());
  read->form.made_by = how.by;
  auto made = published(storage, std::move(*read), std::move(draft->form.files), {});
  if (!made) return made;
  if (auto dropped = storage.drop_draft(project, form_id); !dropped && dropped.error().code != ErrorCode::not_found)
    return std::unexpected(dropped.error());
  return made;
}

} // namespace pilotage::endpoint
