#include "client/store/form_sink.h"

#include <fstream>
#include <iterator>

#include "client/store/database.h"

namespace pilotage::store {

namespace {

// The current version of the form in this project, where it is the one that is asked for.
std::optional<FormKey> current(Database& database, ProjectId project, const std::string& form_id, const std::string& version) {
  Statement query =
      database.query("SELECT id FROM forms WHERE project = ? AND form_id = ? AND version = ? AND current = 1", project, form_id, version);
  if (!query.step()) return std::nullopt;
  return query.id<FormKey>(0);
}

std::string taken_from_staging(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail_now(ErrorCode::io, "A file of the questionnaire was lost while it was downloaded. Download it again.", file.string());
  std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return content;
}

} // namespace

Result<std::optional<std::string>> LibraryFormSink::form_md5(const std::string& form_id, const std::string& version) {
  return guarded([&]() -> std::optional<std::string> {
    const auto key = current(store_.database(), project_, form_id, version);
    if (!key) return std::nullopt;
    Statement query = store_.database().query("SELECT md5 FROM forms WHERE id = ?", *key);
    query.step();
    return query.text(0);
  });
}

Result<std::vector<sync::ManifestFile>> LibraryFormSink::media_of(const std::string& form_id, const std::string& version) {
  return guarded([&] {
    std::vector<sync::ManifestFile> files;
    const auto key = current(store_.database(), project_, form_id, version);
    if (!key) return files;
    Statement query = store_.database().query("SELECT name, md5 FROM form_attachments WHERE form = ? ORDER BY name", *key);
    while (query.step()) files.push_back({.name = query.text(0), .md5 = query.text(1), .download_url = {}});
    return files;
  });
}

std::filesystem::path LibraryFormSink::staging_folder() {
  auto folder = store_.directory() / "downloads";
  std::error_code ignored; // a folder that cannot be made shows when the first file is written
  std::filesystem::create_directories(folder, ignored);
  return folder;
}

Result<void> LibraryFormSink::store(sync::DownloadedForm form) {
  FormLibrary library(store_);
  const auto known = guarded([&] { return current(store_.database(), project_, form.form.form_id, form.form.version); });
  if (!known) return std::unexpected(known.error());
  return guarded([&] {
    forms::Attachments attachments;
    if (*known) {
      forms::Attachments before = or_throw(library.attachments(**known));
      for (const std::string& name : form.unchanged_media)
        if (auto file = before.extract(name)) attachments.insert(std::move(file));
    }
    for (const sync::DownloadedMedia& media : form.media) attachments[media.name] = taken_from_staging(media.file);
    const std::string xform = form.xml.empty() && *known ? or_throw(library.xform(**known)) : std::move(form.xml);
    or_throw(library.install(xform, attachments, project_));
  });
}

} // namespace pilotage::store
