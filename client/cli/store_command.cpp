#include "client/cli/store_command.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/cli/times.h"
#include "client/session/filling.h"
#include "client/store/attachments.h"
#include "client/store/form_library.h"
#include "client/store/journal.h"
#include "client/store/response.h"
#include "client/store/store_check.h"

namespace pilotage::cli {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// Also a store whose structure is broken: that is what these commands are for.
store::Store open_even_if_damaged(const Globals& globals) {
  return or_stop(store::Store::open(globals.data.empty() ? store::default_data_directory() : fs::path(globals.data), {.verify = false}));
}

void check(const Globals& globals, bool want_json) {
  store::Store store = open_even_if_damaged(globals);
  const store::StoreReport report = store::check_store(store);
  if (want_json) {
    json problems = json::array();
    for (const auto& problem : report.problems) problems.push_back({{"where", problem.where}, {"what", problem.what}});
    std::cout << json({{"forms", report.forms},
                       {"responses", report.responses},
                       {"journal_rows", report.journal_rows},
                       {"attachments", report.attachments},
                       {"problems", problems}})
                     .dump(2)
              << "\n";
  } else {
    std::cout << report.forms << " questionnaires, " << report.responses << " responses, " << report.journal_rows << " journal rows, "
              << report.attachments << " attachments\n";
    for (const auto& problem : report.problems) std::cout << problem.where << ": " << problem.what << "\n";
  }
  if (!report.problems.empty())
    stop(std::to_string(report.problems.size()) +
         " problems found. Copy the whole folder to a safe place before you go on, then run \"pilotctl store export\"");
  if (!want_json) std::cout << "Everything is in order.\n";
}

std::string folder_name(const std::string& instance_id) {
  std::string name;
  for (const char letter : instance_id) name += std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ? letter : '_';
  return name;
}

class Export {
public:
  Export(store::Store& store, fs::path out) : store_(store), out_(std::move(out)) {}

  void run() {
    for (const auto& form : taken("questionnaires", store::FormLibrary(store_).list())) export_form(form);
    for (const auto& response : taken("responses", store::Responses(store_).list())) {
      export_response(response);
      ++exported_;
    }
    std::cout << exported_ << " responses written to " << out_.string() << "\n";
    if (failed_ > 0) stop(std::to_string(failed_) + " parts could not be read; they are listed above, everything else was written");
  }

private:
  // What can be read; the rest is told and counted.
  template <typename T>
  T taken(const std::string& where, Result<T> result) {
    if (result) return std::move(*result);
    std::cerr << "pilotctl: " << where << ": " << result.error().to_string() << "\n";
    ++failed_;
    return {};
  }

  void put(const fs::path& file, const std::string& content) {
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    write_file(file.string(), content);
  }

  void export_form(const store::InstalledForm& form) {
    store::FormLibrary library(store_);
    const fs::path folder = out_ / "forms" / folder_name(form.form_id);
    put(folder / (folder_name(form.form_id) + ".xml"), taken(form.form_id, library.xform(form.key)));
    for (const auto& [name, content] : taken(form.form_id, library.attachments(form.key))) put(folder / "media" / name, content);
  }

  void export_response(const store::Response& response) {
    const fs::path folder = out_ / "responses" / folder_name(response.form_id) / folder_name(response.instance_id);
    const bool draft = response.state == store::ResponseState::draft;
    if (draft)
      put(folder / "draft.xml", taken(response.instance_id, draft_xml(response.id)));
    else
      put(folder / "submission.xml", taken(response.instance_id, store::Responses(store_).frozen_xml(response.id)));
    export_journal(response, folder);
    store::ResponseAttachments attachments(store_);
    for (const auto& attachment : taken(response.instance_id, attachments.list(response.id)))
      put(folder / attachment.name, taken(response.instance_id + " " + attachment.name, attachments.content(response.id, attachment.name)));
  }

  Result<std::string> draft_xml(store::ResponseId id) {
    const auto filling = session::Filling::reopen(store_, id);
    if (!filling) return std::unexpected(filling.error());
    return filling->form().serialise(forms::FormSession::Keep::everything);
  }

  // Every step that was saved, as it was typed: readable without the questionnaire.
  void export_journal(const store::Response& response, const fs::path& folder) {
    std::string lines;
    for (const auto& row : taken(response.instance_id, store::Journal(store_).rows(response.id)))
      lines += json({{"step", row.sequence},
                     {"kind", store::name(row.kind)},
                     {"ref", row.ref},
                     {"value", row.value},
                     {"time", iso_time(row.time)}})
                   .dump(-1, ' ', false, json::error_handler_t::replace) +
               "\n";
    put(folder / "journal.jsonl", lines);
  }

  store::Store& store_;
  fs::path out_;
  int exported_ = 0, failed_ = 0;
};

} // namespace

void add_store_commands(CLI::App& app, const Globals& globals) {
  CLI::App& stores = group(app, "store", "Examine the data directory, or write all of it into plain files");

  CLI::App* checking = stores.add_subcommand("check", "Examine everything that is stored; reads only");
  auto want_json = std::make_shared<bool>(false);
  checking->add_flag("--json", *want_json, "As JSON, for programs");
  checking->callback([&globals, want_json] { check(globals, *want_json); });

  CLI::App* exporting =
      stores.add_subcommand("export", "Write every questionnaire, response and attachment into a folder; passes over what is damaged");
  auto out = std::make_shared<std::string>();
  exporting->add_option("--out", *out, "The folder to write to")->required();
  exporting->callback([&globals, out] {
    store::Store store = open_even_if_damaged(globals);
    Export(store, *out).run();
  });
}

} // namespace pilotage::cli
