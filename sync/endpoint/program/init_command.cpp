// pilotage-endpoint init: a data directory with one project and the first two tokens.
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <span>

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

Result<void> record_first_acts(Storage& storage, const Project& project, std::span<const NewToken* const> tokens) {
  if (auto noted = record_act(storage, project.id, "project.create", nlohmann::json{{"name", project.name}}.dump()); !noted) return noted;
  for (const NewToken* token : tokens) {
    const nlohmann::json details = {{"id", token->record.id}, {"role", name(token->record.role)}};
    if (auto noted = record_act(storage, token->record.project, "field_key.create", details.dump()); !noted) return noted;
  }
  return {};
}

// The person who may do everything, where an e-mail address was given.
Result<void> add_administrator(Storage& storage, const InitArguments& arguments, const std::string& password) {
  const auto input = new_account(arguments.email, "", password);
  if (!input) return std::unexpected(input.error());
  const auto account = storage.create_account(*input);
  if (!account) return std::unexpected(account.error());
  if (auto granted = storage.grant(account->actor.id, {.project = 0, .role = Role::administrator}); !granted)
    return std::unexpected(granted.error());
  return record_act(storage, 0, "user.create", fmt::format(R"({{"actee":{}}})", account->actor.id));
}

int init(const InitArguments& arguments) {
  if (arguments.join) return join(arguments);
  auto password = arguments.email.empty() ? Result<std::string>("") : read_password(arguments.password, arguments.email);
  if (!password) return report(password.error());
  if (!arguments.email.empty()) // before anything is made
    if (auto checked = new_account(arguments.email, "", *password); !checked || password->empty())
      return report(checked ? Error{ErrorCode::invalid_value, "The password must have 10 characters or more.", {}} : checked.error());
  auto data = DataDirectory::create(arguments.data, arguments.storage.choice());
  if (!data) return report(data.error());
  const auto project = data->storage->create_project(arguments.project);
  if (!project) return report(project.error());
  const NewToken administrator = make_token(0, Role::administrator, "first administrator");
  const NewToken coordinator = make_token(project->id, Role::coordinator, "first coordinator");
  const std::array tokens = {&administrator, &coordinator};
  for (const NewToken* token : tokens)
    if (auto added = data->storage->add_token(token->record); !added) return report(added.error());
  if (auto noted = record_first_acts(*data->storage, *project, tokens); !noted) return report(noted.error());
  if (!arguments.email.empty())
    if (auto added = add_administrator(*data->storage, arguments, *password); !added) return report(added.error());
  if (arguments.json) {
    const nlohmann::ordered_json json = {
        {"project", project->id}, {"name", project->name}, {"administrator", administrator.secret}, {"coordinator", coordinator.secret}};
    fmt::print("{}\n", json.dump());
    return 0;
  }
  fmt::print("project {} \"{}\"\n", project->id, project->name);
  fmt::print("administrator token: {}\n", administrator.secret);
  fmt::print("coordinator token: {}\n", coordinator.secret);
  fmt::print("The tokens are shown this once and are stored hashed. Keep them in a safe place.\n");
  return 0;
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
