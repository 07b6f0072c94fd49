#include "client/store/form_sink.h"

#include <fstream>
#include <iterator>

#include "client/store/database.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::store {

namespace {

// What new responses of this project use. By the id alone: a server may list a form under another version than its XML has.
std::optional<FormKey> current(Database& database, ProjectId project, const std::string& form_id) {
  Statement query = database.query("SELECT id FROM forms WHERE project = ? AND form_id = ? AND current = 1", project, form_id);
  if (!query.step()) return std::nullopt;
  return query.id<FormKey>(0);
}

std::vector<sync::StoredMedia> media_of(Database& database, FormKey form) {
  std::vector<sync::StoredMedia> files;
  Statement query = database.query("SELECT name, md5, listed_md5 FROM form_attachments WHERE form = ? ORDER BY name", form);
  while (query.step()) files.push_back({.name = query.text(0), .md5 = query.text(1), .listed_md5 = query.text(2)});
  return files;
}

void remember(Database& database, FormKey form, const std::string& name, const std::string& listed_md5) {
  database.run("UPDATE form_attachments SET listed_md5 = ? WHERE form = ? AND name = ?", listed_md5, form, name);
}

std::string taken_from_staging(const sync::DownloadedMedia& media) {
  std::ifstream in(media.file, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || sync::md5_hex(content) != media.md5)
    fail_now(ErrorCode::io,
             "The file \"" + media.name +
                 "\" of the questionnaire was lost or changed on this computer while it was downloaded. Download it again.",
             media.file.string());
  std::error_code ignored;
  std::filesystem::remove(media.file, ignored);
  return content;
}

void check_id(const forms::FormDefinition& definition, const sync::ListedForm& listed) {
  if (definition.form_id() == listed.form_id) return;
  fail_now(ErrorCode::malformed, "The server's list names the form \"" + listed.form_id + "\", but the form that came is \"" +
                                     definition.form_id() + "\". It was left out; tell the host.");
}

} // namespace

Result<std::optional<sync::StoredForm>> LibraryFormSink::stored(const std::string& form_id) {
  return guarded([&]() -> std::optional<sync::StoredForm> {
    Database& database = store_.database();
    const auto key = current(database, project_, form_id);
    if (!key) return std::nullopt;
    Statement query = database.query("SELECT version, md5 FROM forms WHERE id = ?", *key);
    query.step();
    return sync::StoredForm{.version = query.text(0), .md5 = query.text(1), .media = media_of(database, *key)};
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
  return guarded([&] {
    Database& database = store_.database();
    const auto known = current(database, project_, form.form.form_id);
    forms::Attachments attachments;
    if (known) {
      forms::Attachments before = or_throw(library.attachments(*known));
      for (const sync::KeptMedia& kept : form.unchanged_media)
        if (auto file = before.extract(kept.name)) attachments.insert(std::move(file));
    }
    for (const sync::DownloadedMedia& media : form.media) attachments[media.name] = taken_from_staging(media);
    const std::string xform = form.xml.empty() && known ? or_throw(library.xform(*known)) : std::move(form.xml);
    const auto definition = or_throw(forms::FormDefinition::parse(xform, attachments));
    check_id(*definition, form.form);
    const FormKey installed = or_throw(library.install(*definition, xform, attachments, project_)).key;
    // After the form: without the listed hashes, the files are only fetched once more.
    Transaction transaction(database);
    for (const sync::KeptMedia& kept : form.unchanged_media) remember(database, installed, kept.name, kept.listed_md5);
    for (const sync::DownloadedMedia& media : form.media) remember(database, installed, media.name, media.listed_md5);
    transaction.commit();
  });
}

} // namespace pilotage::store
