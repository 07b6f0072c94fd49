#include "client/cli/library_command.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "client/cli/form_file.h"
#include "client/store/form_library.h"
#include "client/store/form_sink.h"
#include "client/store/projects.h"

namespace pilotage::cli {

namespace {

// The project of that name; without a name the only one there is, or none.
store::ProjectId project_for(store::Store& store, const std::string& name) {
  store::Projects projects(store);
  if (!name.empty()) return or_stop(projects.find(name)).id;
  const auto all = or_stop(projects.list());
  return all.size() == 1 ? all.front().id : store::kLocal;
}

void install(const Globals& globals, const std::vector<std::string>& files, const std::string& project) {
  store::Store store = open_store(globals);
  const store::ProjectId into = project_for(store, project);
  for (const std::string& file : files) {
    const FormFile content = read_form_file(file);
    auto form = store::FormLibrary(store).install(content.xform, content.attachments, into);
    if (!form) stop(file + ": " + form.error().to_string());
    std::cout << "Installed " << form->form_id << (form->version.empty() ? "" : " version " + form->version) << ": " << form->title << "\n";
  }
}

Result<sync::DownloadSummary> fetched(store::Store& store, const store::Project& project) {
  const auto server = store::server_of(store, project);
  if (!server) return std::unexpected(server.error());
  sync::HttpClient http;
  store::LibraryFormSink sink(store, project.id);
  return sync::download_forms(http, *server, sink);
}

// What fails for one project is said, and the next one's turn comes.
bool download_for(store::Store& store, const store::Project& project) {
  const auto summary = fetched(store, project);
  if (!summary) {
    std::cerr << "pilotctl: " << project.name << ": " << summary.error().to_string() << "\n";
    return false;
  }
  std::cout << project.name << ": " << summary->updated << " new or changed, " << summary->unchanged << " unchanged\n";
  for (const auto& failure : summary->failures)
    std::cerr << "pilotctl: " << failure.form_id << (failure.form_id.empty() ? "" : ": ") << failure.error.to_string() << "\n";
  return summary->failures.empty();
}

void download(const Globals& globals, const std::string& name) {
  store::Store store = open_store(globals);
  store::Projects projects(store);
  const auto wanted = name.empty() ? or_stop(projects.list()) : std::vector{or_stop(projects.find(name))};
  if (wanted.empty()) stop("No project is set up. Add one: pilotctl project add --settings FILE.json");
  bool whole = true;
  for (const store::Project& project : wanted) whole = download_for(store, project) && whole;
  if (!whole) stop("Not every questionnaire could be taken; what is named above was left out");
}

void list_forms(const Globals& globals, bool want_json) {
  store::Store store = open_store(globals);
  const auto forms = or_stop(store::FormLibrary(store).list());
  if (!want_json) {
    if (forms.empty()) std::cout << "No questionnaires on this laptop yet.\n";
    for (const auto& form : forms) std::cout << form.form_id << "  " << form.version << "  " << form.title << "\n";
    return;
  }
  nlohmann::json all = nlohmann::json::array();
  for (const auto& form : forms)
    all.push_back({{"form_id", form.form_id},
                   {"version", form.version},
                   {"title", form.title},
                   {"languages", form.languages},
                   {"sha256", form.hash}});
  std::cout << all.dump(2) << "\n";
}

} // namespace

void add_library_commands(CLI::App& app, const Globals& globals) {
  CLI::App& forms = group(app, "forms", "Questionnaires: check, convert, install, download, list");

  CLI::App* installing =
      forms.add_subcommand("install", "Put questionnaires from files (XForm .xml, or XLSForm .xlsx, .csv, .md) on this laptop");
  auto files = std::make_shared<std::vector<std::string>>();
  auto project = std::make_shared<std::string>();
  installing->add_option("FILE", *files, "Files; media are taken from NAME-media beside NAME.xlsx")->required();
  installing->add_option("--project", *project, "The project whose server gets the responses; by default the only one");
  installing->callback([&globals, files, project] { install(globals, *files, *project); });

  CLI::App* downloading = forms.add_subcommand("download", "Bring the questionnaires that the projects' servers offer");
  auto from = std::make_shared<std::string>();
  downloading->add_option("--project", *from, "Only this project");
  downloading->callback([&globals, from] { download(globals, *from); });

  CLI::App* listing = forms.add_subcommand("list", "The questionnaires on this laptop");
  auto want_json = std::make_shared<bool>(false);
  listing->add_flag("--json", *want_json, "As JSON, for programs");
  listing->callback([&globals, want_json] { list_forms(globals, *want_json); });
}

} // namespace pilotage::cli
