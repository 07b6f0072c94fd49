// pilotage-endpoint form publish | list | open | closing | close
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sync/endpoint/form_publication.h"
#include "sync/endpoint/program/command.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

struct FormArguments {
  std::string data;
  std::string project;
  std::vector<std::string> files;
  std::vector<std::string> media;
  std::string form_id;
};

Result<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return fail(ErrorCode::not_found, "There is no such file.", path.string());
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return fail(ErrorCode::permission, "The file cannot be read.", path.string());
  return bytes;
}

// "guide.md" finds its media in "guide-media/", as ODK Collect lays them out.
Result<FormUpload> read_upload(const fs::path& file, const std::vector<std::string>& media) {
  auto bytes = read_file(file);
  if (!bytes) return std::unexpected(bytes.error());
  FormUpload upload{.file_name = file.filename().string(), .bytes = std::move(*bytes), .media = {}};
  std::vector<fs::path> paths(media.begin(), media.end());
  const fs::path beside = file.parent_path() / (file.stem().string() + "-media");
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(beside, none))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  for (const fs::path& path : paths) {
    auto content = read_file(path);
    if (!content) return std::unexpected(content.error());
    upload.media.insert_or_assign(path.filename().string(), std::move(*content));
  }
  return upload;
}

std::string form_details(const std::string& form_id) { return nlohmann::json{{"xmlFormId", form_id}}.dump(); }

int publish_one(DataDirectory& data, const Project& project, const fs::path& file, const std::vector<std::string>& media) {
  const auto upload = read_upload(file, media);
  if (!upload) return report(upload.error());
  const auto read = read_with_media(*data.files, project.id, *upload);
  if (!read) return report(read.error());
  const auto published = audited(*data.storage, act_of_host(project.id, "form.update.publish", form_details(read->form.form_id)),
                                 [&] { return publish(*data.storage, *read); });
  if (!published) return report({published.error().code, published.error().message, upload->file_name});
  for (const std::string& warning : published->warnings) fmt::print(stderr, "pilotage-endpoint: warning: {}\n", warning);
  fmt::print("{} form {} version {} \"{}\"\n", published->is_new ? "published" : "unchanged", published->form_id,
             published->version.empty() ? "(none)" : published->version, published->title);
  return 0;
}

int publish_all(const FormArguments& arguments) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const auto project = chosen_project(*data->storage, arguments.project);
  if (!project) return report(project.error());
  int worst = 0;
  for (const std::string& file : arguments.files) worst = std::max(worst, publish_one(*data, *project, file, arguments.media));
  return worst;
}

int list(const FormArguments& arguments) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const auto project = chosen_project(*data->storage, arguments.project);
  if (!project) return report(project.error());
  const auto forms = data->storage->forms(project->id);
  if (!forms) return report(forms.error());
  fmt::print("{:<28} {:<16} {:<8} {:>11}  {}\n", "FORM", "VERSION", "STATE", "SUBMISSIONS", "TITLE");
  for (const FormSummary& form : *forms)
    fmt::print("{:<28} {:<16} {:<8} {:>11}  {}\n", form.form_id, form.version, name(form.state), form.submissions, form.title);
  return 0;
}

int set_state(const FormArguments& arguments, FormState state) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const auto project = chosen_project(*data->storage, arguments.project);
  if (!project) return report(project.error());
  const auto changed = audited(*data->storage, act_of_host(project->id, "form.update", form_details(arguments.form_id)),
                               [&] { return data->storage->set_form_state(project->id, arguments.form_id, state); });
  if (!changed) return report(changed.error());
  fmt::print("form {} is {}\n", arguments.form_id, name(state));
  return 0;
}

void add_state_command(CLI::App& form, Action& chosen, const std::shared_ptr<FormArguments>& arguments, const char* verb, FormState state,
                       const char* what) {
  CLI::App* command = form.add_subcommand(verb, what);
  add_data_option(*command, arguments->data);
  add_project_option(*command, arguments->project);
  command->add_option("form", arguments->form_id, "The form's id, as \"form list\" shows it")->required()->type_name("FORM");
  command->callback([arguments, state, &chosen] { chosen = [arguments, state] { return set_state(*arguments, state); }; });
}

} // namespace

void add_form(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<FormArguments>();
  CLI::App* form = program.add_subcommand("form", "Publish, list, open and close questionnaires");
  form->require_subcommand(1);

  CLI::App* publish = form->add_subcommand("publish", "Publish questionnaires: workbooks (XLSForm: .xlsx, .csv, .md) or XForms (.xml)");
  add_data_option(*publish, arguments->data);
  add_project_option(*publish, arguments->project);
  publish
      ->add_option("--media", arguments->media,
                   "A file that the form uses, such as a list of choices; those in NAME-media/ beside the form are taken too")
      ->type_name("FILE");
  publish->add_option("files", arguments->files, "The questionnaires")->required()->type_name("FILE");
  publish->callback([arguments, &chosen] { chosen = [arguments] { return publish_all(*arguments); }; });

  CLI::App* listing = form->add_subcommand("list", "Show the forms of a project");
  add_data_option(*listing, arguments->data);
  add_project_option(*listing, arguments->project);
  listing->callback([arguments, &chosen] { chosen = [arguments] { return list(*arguments); }; });

  add_state_command(*form, chosen, arguments, "open", FormState::open, "Offer the form to collectors again, and take responses");
  add_state_command(*form, chosen, arguments, "closing", FormState::closing,
                    "Offer the form no longer, but take the responses that are under way");
  add_state_command(*form, chosen, arguments, "close", FormState::closed, "Take no more responses");
}

} // namespace pilotage::endpoint
