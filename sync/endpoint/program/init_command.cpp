// pilotage-endpoint init: a data directory with one project and the first two tokens.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/access.h"
#include "sync/endpoint/account_input.h"
#include "sync/endpoint/program/command.h"
#include "sync/endpoint/program/password_input.h"
#include "sync/endpoint/program/storage_options.h"

namespace pilotage::endpoint {

namespace {

struct InitArguments {
  std::string data;
  std::string project = "Pilot";
  std::string email;
  PasswordInput password;
  StorageOptions storage;
  bool join = false;
  bool json = false;
};

int join(const InitArguments& arguments) {
  const auto data = DataDirectory::join(arguments.data, arguments.storage.choice());
  if (!data) return report(data.error());
  fmt::print("joined the endpoint in the database; its projects, forms and tokens hold here too\n");
  return 0;
}

Result<Project> create_first_project(Storage& storage, const std::string& name) {
  return audited(storage, act_of_host(0, "project.create", nlohmann::json{{"name", name}}.dump()), [&](AuditEntry& entry) {
    auto project = storage.create_project(name);
    if (project) entry.project = project->id;
    return project;
  });
}

// The person who may do everything, where an e-mail address was given.
Result<void> add_administrator(Storage& storage, const InitArguments& arguments, const std::string& password) {
  const auto input = new_account(arguments.email, "", password);
  if (!input) return std::unexpected(input.error());
  return audited(storage, act_of_host(0, "user.create"), [&](AuditEntry& entry) -> Result<void> {
    const auto account = storage.create_account(*input);
    if (!account) return std::unexpected(account.error());
    entry.details = fmt::format(R"({{"actee":{}}})", account->actor.id);
    if (auto granted = storage.grant(account->actor.id, {.project = 0, .role = Role::administrator}); !granted)
      return std::unexpected(granted.error());
    return {};
  });
}

int finish_first_output(const InitArguments& arguments) {
  return finish_output(fmt::format("The data directory is made, and nobody knows its tokens. Make others: pilotage-endpoint token create "
                                   "--data {} --role administrator --name NAME",
                                   arguments.data));
}

int init(const InitArguments& arguments) {
  if (arguments.join) return join(arguments);
  if (arguments.project.find_first_not_of(" \t\r\n") == std::string::npos)
    return report({ErrorCode::invalid_value, "The first project needs a name, such as: --project \"Pilot 2026\"", {}});
  auto password = arguments.email.empty() ? Result<std::string>("") : read_password(arguments.password, arguments.email);
  if (!password) return report(password.error());
  if (!arguments.email.empty()) // before anything is made
    if (auto checked = new_account(arguments.email, "", *password); !checked || password->empty())
      return report(checked ? Error{ErrorCode::invalid_value, "The password must have 10 characters or more.", {}} : checked.error());
  auto data = DataDirectory::create(arguments.data, arguments.storage.choice());
  if (!data) return report(data.error());
  const auto project = create_first_project(*data->storage, arguments.project);
  if (!project) return report(project.error());
  const NewToken administrator = make_token(0, Role::administrator, "first administrator");
  const NewToken coordinator = make_token(project->id, Role::coordinator, "first coordinator");
  for (const NewToken* token : {&administrator, &coordinator})
    if (auto given = give_token(*data->storage, token->record); !given) return report(given.error());
  if (!arguments.email.empty())
    if (auto added = add_administrator(*data->storage, arguments, *password); !added) return report(added.error());
  if (arguments.json) {
    const nlohmann::ordered_json json = {
        {"project", project->id}, {"name", project->name}, {"administrator", administrator.secret}, {"coordinator", coordinator.secret}};
    fmt::print("{}\n", json.dump());
    return finish_first_output(arguments);
  }
  fmt::print("project {} \"{}\"\n", project->id, project->name);
  fmt::print("administrator token: {}\n", administrator.secret);
  fmt::print("coordinator token: {}\n", coordinator.secret);
  fmt::print("The tokens are shown this once and are stored hashed. Keep them in a safe place.\n");
  return finish_first_output(arguments);
}

} // namespace

void add_init(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<InitArguments>();
  CLI::App* command = program.add_subcommand(
      "init", "Create a data directory with one project; prints the first administrator's and coordinator's tokens, once");
  add_data_option(*command, arguments->data);
  command->add_option("--project", arguments->project, "Name of the first project")->capture_default_str()->type_name("NAME");
  command->add_option("--email", arguments->email, "E-mail address of the first administrator, who then logs in with a password")
      ->type_name("E-MAIL");
  add_password_options(*command, arguments->password);
  CLI::Option* database = add_storage_options(*command, arguments->storage);
  command
      ->add_flag("--join", arguments->join,
                 "Take the endpoint that is in the database already, for one more machine that serves it; makes no project and no tokens")
      ->needs(database);
  command->add_flag("--json", arguments->json, "Print one line of JSON");
  command->callback([arguments, &chosen] { chosen = [arguments] { return init(*arguments); }; });
}

} // namespace pilotage::endpoint
