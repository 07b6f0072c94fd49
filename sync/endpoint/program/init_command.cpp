// pilotage-endpoint init: a data directory with one project and the first two tokens.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/access.h"
#include "sync/endpoint/program/command.h"

namespace pilotage::endpoint {

namespace {

struct InitArguments {
  std::string data;
  std::string project = "Pilot";
  bool json = false;
};

int init(const InitArguments& arguments) {
  auto data = DataDirectory::create(arguments.data);
  if (!data) return report(data.error());
  const auto project = data->storage->create_project(arguments.project);
  if (!project) return report(project.error());
  const NewToken administrator = make_token(0, Role::administrator, "first administrator");
  const NewToken coordinator = make_token(project->id, Role::coordinator, "first coordinator");
  for (const NewToken* token : {&administrator, &coordinator})
    if (auto added = data->storage->add_token(token->record); !added) return report(added.error());
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
  command->add_flag("--json", arguments->json, "Print one line of JSON");
  command->callback([arguments, &chosen] { chosen = [arguments] { return init(*arguments); }; });
}

} // namespace pilotage::endpoint
