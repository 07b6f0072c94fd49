#include "sync/endpoint/program/command.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "sync/endpoint/storage/identity.h"

namespace pilotage::endpoint {

int report(const Error& error) {
  fmt::print(stderr, "pilotage-endpoint: {}\n", error.to_string());
  return 1;
}

int finish_output(const std::string& remedy) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return 0;
  fmt::print(stderr, "pilotage-endpoint: What this command printed is lost: standard output cannot be written. {}\n", remedy);
  return 1;
}

CLI::Option* add_data_option(CLI::App& command, std::string& directory) {
  return command.add_option("--data", directory, "The data directory: database and attachments")->required()->type_name("DIR");
}

CLI::Option* add_project_option(CLI::App& command, std::string& project) {
  return command.add_option("--project", project, "Number or name of the project; may be left out where there is only one")
      ->type_name("PROJECT");
}

Result<Project> chosen_project(Storage& storage, const std::string& named) {
  if (!named.empty()) return storage.project(named);
  auto all = storage.projects();
  if (!all) return std::unexpected(all.error());
  if (all->size() == 1) return std::move(all->front());
  std::string names;
  for (const Project& project : *all) names += fmt::format("\n  {}  {}", project.id, project.name);
  return fail(ErrorCode::not_found, fmt::format("Say which project is meant, with --project:{}", names));
}

Result<Role> chosen_role(const std::string& named) {
  if (named == "manager") return Role::coordinator;
  if (named == "reviewer") return Role::viewer;
  if (const auto role = role_named(named)) return *role;
  return fail(ErrorCode::invalid_value, "The role must be collector, viewer, coordinator or administrator.", named);
}

const char* role_documentation() {
  return "collector: sends responses and reads forms. viewer (reviewer): reads results and reviews them. coordinator (manager): also "
         "manages "
         "the forms and people of a project. administrator: everything, in every project";
}

AuditEntry act_of_host(ProjectId project, std::string_view action, std::string details) {
  return {.actor = {}, // nobody is logged in here: whoever runs the program
          .project = project,
          .action = std::string(action),
          .details = std::move(details),
          .logged_at = milliseconds_now()};
}

Result<void> give_token(Storage& storage, const AccessToken& token) {
  const nlohmann::json details = {{"id", token.id}, {"role", name(token.role)}};
  return audited(storage, act_of_host(token.project, "field_key.create", details.dump()), [&] { return storage.add_token(token); });
}

std::string collector_path(const std::string& secret, ProjectId project) { return fmt::format("/v1/key/{}/projects/{}", secret, project); }

} // namespace pilotage::endpoint
