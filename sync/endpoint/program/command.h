// One subcommand of pilotage-endpoint. Each file adds its own to the command line; what it does runs after all arguments are understood,
// and its result is the program's exit code.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

#include "forms/error.h"
#include "sync/endpoint/data_directory.h"
#include "sync/endpoint/storage/audited.h"

namespace pilotage::endpoint {

// What the chosen subcommand does: 0, or the exit code of its failure.
using Action = std::function<int()>;

void add_init(CLI::App& program, Action& chosen);
void add_serve(CLI::App& program, Action& chosen);
void add_form(CLI::App& program, Action& chosen);
void add_token(CLI::App& program, Action& chosen);
void add_user(CLI::App& program, Action& chosen);
void add_backup(CLI::App& program, Action& chosen);
void add_restore(CLI::App& program, Action& chosen);
void add_check(CLI::App& program, Action& chosen);

// --- What they share ---

// The sentence on standard error; 1.
int report(const Error& error);
// Writes out what was printed: 0, or 1 where it could not be written, with the remedy if there is one.
int finish_output(const std::string& remedy = {});
CLI::Option* add_data_option(CLI::App& command, std::string& directory);
CLI::Option* add_project_option(CLI::App& command, std::string& project);
// The project that was named, or the only one. Error: not_found, with the names to choose from.
Result<Project> chosen_project(Storage& storage, const std::string& named);
// "collector", "viewer" (or "reviewer"), "coordinator" (or "manager"), "administrator". Error: invalid_value.
Result<Role> chosen_role(const std::string& named);
const char* role_documentation();
// The audit log's entry of what the host does at the command line. `details` is a JSON object.
AuditEntry act_of_host(ProjectId project, std::string_view action, std::string details = "{}");
// Adds it, as an act of the host.
Result<void> give_token(Storage& storage, const AccessToken& token);
// "https://host" + "/v1/key/<token>/projects/1"
std::string collector_path(const std::string& secret, ProjectId project);

} // namespace pilotage::endpoint
