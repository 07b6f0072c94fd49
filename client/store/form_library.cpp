#include "client/store/form_library.h"

#include <set>

#include "client/store/content_files.h"
#include "client/store/database.h"
#include "client/store/entity_changes.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/names.h"

namespace pilotage::store {

namespace {

#define FORM_COLUMNS "id, project, form_id, version, title, languages, hash, installed_at, current"

InstalledForm form_of(const Statement& row) {
  InstalledForm form{.key = row.id<FormKey>(0),
                     .project = row.id<ProjectId>(1),
                     .form_id = row.text(2),
                     .version = row.text(3),
                     .title = row.text(4),
                     .languages = {},
                     .default_language = {},
                     .hash = row.text(6),
                     .installed_at = row.integer(7),
                     .current = row.integer(8) != 0};
  // The first line is the default language.
  const std::string lines = row.text(5);
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    std::string line = lines.substr(at, end - at);
    if (at == 0)
      form.default_language = line;
    else
      form.languages.push_back(std::move(line));
    at = end == std::string::npos ? lines.size() : end + 1;
  }
  return form;
}

std::string language_lines(const forms::FormDefinition& definition) {
  std::string lines = definition.default_language();
  for (const std::string& language : definition.languages()) lines += "\n" + language;
  return lines;
}

std::string bundle_hash(std::string_view xform, const forms::Attachments& attachments) {
  std::string names = content_hash(xform);
  for (const auto& [name, content] : attachments) names += "\n" + name + " " + content_hash(content);
  return content_hash(names);
}

bool is_data(std::string_view name) { return name.ends_with(".csv") || name.ends_with(".xml") || name.ends_with(".geojson"); }

ContentFiles media(const Store& store) { return ContentFiles(store.directory() / "media"); }

void add_attachment(Store& store, FormKey form, const std::string& name, const std::string& content) {
  const std::string safe = or_throw(sync::checked_media_name(name, "attachment of the questionnaire"));
  const std::string hash = content_hash(content);
  media(store).put(hash, content);
  store.database().run("INSERT INTO form_attachments (form, name, hash, md5, size) VALUES (?, ?, ?, ?, ?)", form, safe, hash,
                       sync::md5_hex(content), content.size());
}

FormKey add_form(Store& store, const forms::FormDefinition& definition, std::string_view xform, const forms::Attachments& attachments,
                 ProjectId project) {
  Database& database = store.database();
  const std::string bundle = bundle_hash(xform, attachments);
  Statement known = database.query("SELECT id FROM forms WHERE project = ? AND form_id = ? AND version = ? AND bundle_hash = ?", project,
                                   definition.form_id(), definition.version(), bundle);
  if (known.step()) return known.id<FormKey>(0);
  database.run("INSERT INTO forms (project, form_id, version, title, languages, xform, hash, md5, bundle_hash, current, installed_at) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
               project, definition.form_id(), definition.version(), definition.title(), language_lines(definition), Blob{xform},
               content_hash(xform), sync::md5_hex(xform), bundle, store.now());
  const FormKey key{database.last_id()};
  for (const auto& [name, content] : attachments) add_attachment(store, key, name, content);
  return key;
}

void make_current(Database& database, FormKey key, const forms::FormDefinition& definition, ProjectId project) {
  database.run("UPDATE forms SET current = (id = ?) WHERE project = ? AND form_id = ?", key, project, definition.form_id());
}

ProjectId project_of(Database& database, FormKey key) {
  Statement query = database.query("SELECT project FROM forms WHERE id = ?", key);
  return query.step() ? query.id<ProjectId>(0) : kLocal;
}

std::string names_of(const std::vector<InstalledForm>& forms) {
  std::string names;
  for (const InstalledForm& form : forms) names += (names.empty() ? "" : ", ") + form.form_id;
  return names;
}

} // namespace

Result<InstalledForm> FormLibrary::install(std::string_view xform, const forms::Attachments& attachments, ProjectId project) {
  const auto definition = forms::FormDefinition::parse(xform, attachments);
  if (!definition) return std::unexpected(definition.error());
  return install(**definition, xform, attachments, project);
}

Result<InstalledForm> FormLibrary::install(const forms::FormDefinition& definition, std::string_view xform,
                                           const forms::Attachments& attachments, ProjectId project) {
  const auto key = guarded([&] {
    Transaction transaction(store_.database());
    const FormKey form = add_form(store_, definition, xform, attachments, project);
    make_current(store_.database(), form, definition, project);
    EntityChanges(store_, project).forget_shown(attachments);
    transaction.commit();
    return form;
  });
  if (!key) return std::unexpected(key.error());
  return get(*key);
}

Result<std::vector<InstalledForm>> FormLibrary::list() const {
  return guarded([&] {
    std::vector<InstalledForm> forms;
    Statement query = store_.database().query("SELECT " FORM_COLUMNS " FROM forms WHERE current = 1 ORDER BY title, form_id, project");
    while (query.step()) forms.push_back(form_of(query));
    return forms;
  });
}

Result<InstalledForm> FormLibrary::get(FormKey key) const {
  return guarded([&] {
    Statement query = store_.database().query("SELECT " FORM_COLUMNS " FROM forms WHERE id = ?", key);
    if (!query.step()) fail_now(ErrorCode::not_found, "This questionnaire is no longer on this laptop. Install or download it again.");
    return form_of(query);
  });
}

Result<InstalledForm> FormLibrary::find(std::string_view form_id, std::optional<ProjectId> project) const {
  auto all = list();
  if (!all) return std::unexpected(all.error());
  std::vector<InstalledForm> found;
  for (const InstalledForm& form : *all)
    if (form.form_id == form_id && (!project || form.project == *project)) found.push_back(form);
  if (found.size() == 1) return found.front();
  if (found.size() > 1)
    return fail(ErrorCode::conflict, "Several projects have a questionnaire of this id. Name the project.", std::string(form_id));
  const std::string there =
      all->empty() ? "There is none on this laptop yet: install or download one." : "There are: " + names_of(*all) + ".";
  return fail(ErrorCode::not_found, "There is no questionnaire of this id on this laptop. " + there, std::string(form_id));
}

Result<std::string> FormLibrary::xform(FormKey key) const {
  return guarded([&] {
    Statement query = store_.database().query("SELECT xform, hash FROM forms WHERE id = ?", key);
    if (!query.step()) fail_now(ErrorCode::not_found, "This questionnaire is no longer on this laptop. Install or download it again.");
    std::string xform = query.text(0);
    if (content_hash(xform) != query.text(1))
      fail_now(ErrorCode::damaged, "This questionnaire is damaged on this laptop's disk. Install or download it again.");
    return xform;
  });
}

Result<forms::Attachments> FormLibrary::attachments(FormKey key) const {
  return guarded([&] {
    forms::Attachments attachments;
    Statement query = store_.database().query("SELECT name, hash FROM form_attachments WHERE form = ?", key);
    while (query.step()) attachments.emplace(query.text(0), media(store_).read(query.text(1)));
    return attachments;
  });
}

Result<std::shared_ptr<const forms::FormDefinition>> FormLibrary::definition(FormKey key) const {
  const auto bytes = xform(key);
  if (!bytes) return std::unexpected(bytes.error());
  const auto data = guarded([&] {
    // Pictures and sounds are nothing to the engine, and may be large.
    forms::Attachments attachments;
    Statement query = store_.database().query("SELECT name, hash FROM form_attachments WHERE form = ?", key);
    while (query.step())
      if (is_data(query.text(0))) attachments.emplace(query.text(0), media(store_).read(query.text(1)));
    EntityChanges(store_, project_of(store_.database(), key)).bring_into(attachments, *bytes);
    return attachments;
  });
  if (!data) return std::unexpected(data.error());
  return forms::FormDefinition::parse(*bytes, *data);
}

Result<void> FormLibrary::remove(FormKey key) {
  return guarded([&] {
    Transaction transaction(store_.database());
    store_.database().run("UPDATE forms SET current = 0 WHERE id = ?", key);
    store_.database().run("DELETE FROM forms WHERE id = ? AND NOT EXISTS (SELECT 1 FROM responses WHERE form = forms.id)", key);
    transaction.commit();
  });
}

} // namespace pilotage::store
