#include "client/store/projects.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "client/store/database.h"
#include "client/store/project_address.h"
#include "client/store/response.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/settings_code.h"
#include "sync/uploader/certificate_authority.h"

namespace pilotage::store {

namespace {

sync::SettingsCode code_of(const Project& project) {
  sync::SettingsCode code;
  code.server_url = project.server_url;
  code.username = project.username;
  code.password = project.password;
  code.bearer_token = project.bearer_token;
  code.project_name = project.name;
  return code;
}

// Without a name in the code the server's host is one that people recognise.
std::string name_for(const sync::SettingsCode& code) {
  if (!code.project_name.empty()) return code.project_name;
  return or_throw(sync::parse_url(code.server_url)).host;
}

Result<sync::SettingsCode> connection_of(const Store& store, const Statement& row) {
  auto sealed = store.sealer().open(row.text(2));
  if (!sealed && sealed.error().code == ErrorCode::newer_version) return std::unexpected(sealed.error());
  if (sealed)
    if (auto code = sync::read_settings_code(*sealed)) return code;
  return fail(ErrorCode::damaged,
              "The settings of the project \"" + row.text(1) +
                  "\" can no longer be read on this computer. Set it up again with its settings code; its responses wait.");
}

Project project_of(const Store& store, const Statement& row) {
  Project project{.id = row.id<ProjectId>(0),
                  .name = row.text(1),
                  .server_url = {},
                  .username = {},
                  .password = {},
                  .bearer_token = {},
                  .authority = row.text(3)};
  const auto code = connection_of(store, row);
  if (!code) {
    project.fault = code.error();
    return project;
  }
  project.server_url = code->server_url;
  project.username = code->username;
  project.password = code->password;
  project.bearer_token = code->bearer_token;
  return project;
}

void adopt_what_belongs_to_no_server(Database& database, ProjectId project) {
  Statement count = database.query("SELECT count(*) FROM projects");
  count.step();
  if (count.integer(0) != 1) return;
  database.run("UPDATE forms SET project = ? WHERE project = 0", project);
  database.run("UPDATE responses SET project = ? WHERE project = 0", project);
}

// Another server has nothing of what the old one took, nor has it been asked yet.
void forget_what_was_accepted(Database& database, ProjectId project) {
  database.run("DELETE FROM attachment_uploads WHERE response IN (SELECT id FROM responses WHERE project = ? AND state IN (?, ?))", project,
               ResponseState::queued, ResponseState::parked);
  database.run("UPDATE response_attachments SET accepted = 0 WHERE response IN (SELECT id FROM responses WHERE project = ? AND state IN "
               "(?, ?))",
               project, ResponseState::queued, ResponseState::parked);
  database.run("UPDATE responses SET xml_accepted = 0, attempts = 0, next_attempt_at = 0 WHERE project = ? AND state IN (?, ?)", project,
               ResponseState::queued, ResponseState::parked);
}

// Inside a transaction.
ProjectId put(Store& store, const Project& project, const std::optional<Project>& before) {
  Database& database = store.database();
  const std::string sealed = store.sealer().seal(sync::write_settings_code(code_of(project)));
  ProjectId id{0};
  if (before) {
    id = before->id;
    database.run("UPDATE projects SET connection = ?, authority = ? WHERE id = ?", Blob{sealed}, project.authority, id);
    if (!same_place(*before, project)) forget_what_was_accepted(database, id);
  } else {
    database.run("INSERT INTO projects (name, connection, authority, added_at) VALUES (?, ?, ?, ?)", project.name, Blob{sealed},
                 project.authority, store.now());
    id = ProjectId{database.last_id()};
  }
  adopt_what_belongs_to_no_server(database, id);
  return id;
}

std::vector<Project> all_projects(Store& store) {
  std::vector<Project> projects;
  Statement query = store.database().query("SELECT id, name, connection, authority FROM projects ORDER BY name");
  while (query.step()) projects.push_back(project_of(store, query));
  return projects;
}

std::optional<Project> project_named(const std::vector<Project>& projects, const std::string& name) {
  const auto found = std::ranges::find(projects, name, &Project::name);
  return found == projects.end() ? std::nullopt : std::optional(*found);
}

// Older versions made two projects of one address, under two names.
std::optional<Project> at_the_same_place(const std::vector<Project>& projects, const Project& wanted) {
  std::optional<Project> found;
  for (const Project& project : projects)
    if (same_place(project, wanted) && (!found || project.name == wanted.name)) found = project;
  return found;
}

// One of this name whose address nobody can tell any more: a person sets it up again.
std::optional<Project> damaged_one(const std::vector<Project>& projects, const std::string& name) {
  auto project = project_named(projects, name);
  if (!project || !project->fault || project->fault->code != ErrorCode::damaged) return std::nullopt;
  return project;
}

std::string free_project_name(const std::vector<Project>& projects, const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; project_named(projects, name); ++number) name = wanted + " (" + std::to_string(number) + ")";
  return name;
}

Project read_code(const Store& store, std::string_view settings_code, std::string_view authority_pem) {
  const auto code = or_throw(sync::read_settings_code(settings_code));
  Project project{.id = {},
                  .name = name_for(code),
                  .server_url = code.server_url,
                  .username = code.username,
                  .password = code.password,
                  .bearer_token = code.bearer_token,
                  .authority = std::string(authority_pem.empty() ? std::string_view(code.ca_certificate) : authority_pem)};
  if (!project.authority.empty()) or_throw(sync::check_authority(project.authority));
  Project without_authority = project; // which would be written to a file
  without_authority.authority.clear();
  or_throw(sync::check_server(or_throw(server_of(store, without_authority))));
  return project;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The uploader wants the authority as a file. It is written aside and renamed, so that a reader never meets half of it; its name says what
// is in it, because libcurl keeps what it read from a name for a day.
std::string authority_file(const Store& store, const Project& project) {
  const auto folder = store.directory() / "authorities";
  const auto file = folder / (std::to_string(number(project.id)) + "-" + sync::sha256_hex(project.authority).substr(0, 16) + ".pem");
  if (content_of(file) == project.authority) return file.string();
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  const auto aside = file.string() + ".part";
  std::ofstream(aside, std::ios::binary | std::ios::trunc) << project.authority;
  if (content_of(aside) != project.authority)
    fail_now(ErrorCode::io, "The certificate authority of the project cannot be written. Check the disk, then try again.", aside);
  std::filesystem::rename(aside, file, failed);
  if (failed)
    fail_now(ErrorCode::io, "The certificate authority of the project cannot be written (" + failed.message() + ").", file.string());
  return file.string();
}

} // namespace

Result<Project> Projects::add(std::string_view settings_code, std::string_view authority_pem) {
  return guarded([&] {
    Project project = read_code(store_, settings_code, authority_pem);
    Transaction transaction(store_.database());
    const auto projects = all_projects(store_);
    auto before = at_the_same_place(projects, project);
    if (!before) before = damaged_one(projects, project.name);
    project.name = before ? before->name : free_project_name(projects, project.name);
    project.id = put(store_, project, before);
    transaction.commit();
    return project;
  });
}

Result<Project> Projects::set(std::string_view name, std::string_view settings_code, std::string_view authority_pem) {
  return guarded([&] {
    Project project = read_code(store_, settings_code, authority_pem);
    project.name = name;
    Transaction transaction(store_.database());
    const auto projects = all_projects(store_);
    for (const Project& other : projects)
      if (other.name != project.name && same_place(other, project))
        fail_now(ErrorCode::conflict, "The project \"" + other.name + "\" is at this address already. Use that one.", project.name);
    project.id = put(store_, project, project_named(projects, project.name));
    transaction.commit();
    return project;
  });
}

Result<std::vector<Project>> Projects::list() const {
  return guarded([&] { return all_projects(store_); });
}

Result<Project> Projects::get(ProjectId id) const {
  return guarded([&] {
    Statement query = store_.database().query("SELECT id, name, connection, authority FROM projects WHERE id = ?", id);
    if (!query.step()) fail_now(ErrorCode::not_found, "This project is no longer on this laptop. Add it again with its settings code.");
    return project_of(store_, query);
  });
}

Result<Project> Projects::find(std::string_view name) const {
  auto all = list();
  if (!all) return std::unexpected(all.error());
  std::string names;
  for (Project& project : *all) {
    if (project.name == name) return std::move(project);
    names += (names.empty() ? "" : ", ") + project.name;
  }
  return fail(ErrorCode::not_found,
              names.empty() ? "No project is set up on this laptop yet. Add one with its settings code."
                            : "There is no such project. There are: " + names + ".",
              std::string(name));
}

Result<sync::Server> server_of(const Store& store, const Project& project) {
  if (project.fault) return std::unexpected(*project.fault);
  return guarded([&] {
    sync::Server server{.url = project.server_url,
                        .auth = sync::AuthKind::none,
                        .username = project.username,
                        .password = project.password,
                        .ca_file = project.authority.empty() ? "" : authority_file(store, project),
                        .allow_plain_http_on_loopback = true};
    if (!project.bearer_token.empty()) {
      server.auth = sync::AuthKind::bearer;
      server.password = project.bearer_token;
    } else if (!project.username.empty()) {
      server.auth = sync::AuthKind::basic;
    }
    return server;
  });
}

} // namespace pilotage::store
