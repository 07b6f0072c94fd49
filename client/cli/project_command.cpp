#include "client/cli/project_command.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/store/project_address.h"
#include "client/store/projects.h"

namespace pilotage::cli {

namespace {

struct AddOptions {
  std::string settings, authority, name;
};

void add(const Globals& globals, const AddOptions& options) {
  const std::string code = read_file(options.settings);
  const std::string pem = options.authority.empty() ? "" : read_file(options.authority);
  store::Store store = open_store(globals);
  store::Projects projects(store);
  const auto before = projects.find(options.name);
  const auto project = or_stop(options.name.empty() ? projects.add(code, pem) : projects.set(options.name, code, pem));
  std::cout << "Project \"" << project.name << "\" is set up: " << sync::url_for_people(project.server_url) << "\n";
  // A program that runs has read the old address, and goes on with it.
  if (!options.name.empty() && before && !before->fault && !store::same_place(*before, project))
    std::cout << "It has moved: all that waits in it goes to the new server. Where Pilotage is open, close it and open it again.\n";
}

void list_projects(const Globals& globals, bool want_json) {
  store::Store store = open_store(globals);
  const auto projects = or_stop(store::Projects(store).list());
  if (want_json) {
    nlohmann::json all = nlohmann::json::array();
    for (const auto& project : projects) {
      all.push_back({{"id", store::number(project.id)}, {"name", project.name}, {"server", sync::url_for_people(project.server_url)}});
      if (project.fault) all.back()["fault"] = {{"code", name(project.fault->code)}, {"message", project.fault->message}};
    }
    std::cout << all.dump(2) << "\n";
    return;
  }
  if (projects.empty()) std::cout << "No project yet. Add one: pilotctl project add --settings FILE.json\n";
  for (const auto& project : projects)
    std::cout << project.name << "  " << (project.fault ? project.fault->message : sync::url_for_people(project.server_url)) << "\n";
}

} // namespace

void add_project_commands(CLI::App& app, const Globals& globals) {
  CLI::App& projects = group(app, "project", "The servers that this laptop works for");

  CLI::App* adding = projects.add_subcommand("add", "Set up a project from its ODK settings code");
  auto options = std::make_shared<AddOptions>();
  adding->add_option("--settings", options->settings, "The settings code: the JSON of the QR code, or its base64")->required();
  adding->add_option("--ca", options->authority, "PEM file of the certificate authority to trust for this project");
  adding->add_option("--name", options->name,
                     "What it is called on this laptop; a project of this name moves to the server of the code, with all that waits in it");
  adding->callback([&globals, options] { add(globals, *options); });

  CLI::App* listing = projects.add_subcommand("list", "The projects on this laptop");
  auto want_json = std::make_shared<bool>(false);
  listing->add_flag("--json", *want_json, "As JSON, for programs");
  listing->callback([&globals, want_json] { list_projects(globals, *want_json); });
}

} // namespace pilotage::cli
