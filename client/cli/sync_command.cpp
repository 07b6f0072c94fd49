#include "client/cli/sync_command.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "client/store/outbox.h"
#include "client/store/projects.h"
#include "sync/uploader/uploader.h"

namespace pilotage::cli {

namespace {

struct Outcome {
  std::string project;
  sync::DrainSummary summary;
};

void watch_line(const std::string& project, const sync::ProjectSyncState& state) {
  std::cerr << project << ": " << state.sent_items << " sent, " << state.totals.waiting << " waiting (" << state.bytes_to_go()
            << " bytes to go)";
  if (state.current_total > 0) std::cerr << "; under way " << state.current_bytes << " of " << state.current_total << " bytes";
  if (state.current_resumed > 0) std::cerr << ", " << state.current_resumed << " of them from before";
  std::cerr << "\n";
}

struct SyncOptions {
  std::string project;
  bool watch = false;
  bool metered = false;
  bool want_json = false;
};

Result<sync::DrainSummary> drain(store::Store& store, store::StoreOutbox& outbox, const store::Project& project,
                                 const SyncOptions& options) {
  auto server = store::server_of(store, project);
  if (!server) return std::unexpected(server.error());
  std::function<void(const sync::ProjectSyncState&)> watcher;
  if (options.watch) watcher = [&](const sync::ProjectSyncState& state) { watch_line(project.name, state); };
  return sync::drain_once(outbox, {.id = store::outbox_name(project.id), .server = *std::move(server)}, {}, watcher, options.metered);
}

// What fails for one project is that project's: the others are sent all the same. What it has parked, now or in an earlier run, is told at
// each run, for it does not go by itself.
Outcome outcome_of(store::Store& store, store::StoreOutbox& outbox, const store::Project& project, const SyncOptions& options) {
  auto summary = drain(store, outbox, project, options);
  const auto totals = or_stop(outbox.totals(store::outbox_name(project.id)));
  if (!summary)
    summary = sync::DrainSummary{
        .waiting = totals.waiting,
        .failures = {{.code = summary.error().code, .message = summary.error().to_string(), .at = store.now(), .status = 0}}};
  summary->parked = totals.parked;
  return {.project = project.name, .summary = *std::move(summary)};
}

nlohmann::json as_json(const Outcome& outcome) {
  nlohmann::json failures = nlohmann::json::array();
  for (const auto& failure : outcome.summary.failures)
    failures.push_back({{"code", name(failure.code)}, {"message", failure.message}, {"status", failure.status}});
  return {{"project", outcome.project},
          {"sent", outcome.summary.sent},
          {"parked", outcome.summary.parked},
          {"waiting", outcome.summary.waiting},
          {"credentials_needed", outcome.summary.credentials_needed},
          {"failures", failures}};
}

std::string counted(std::size_t count, const std::string& one, const std::string& other) {
  return std::to_string(count) + " " + (count == 1 ? one : other);
}

void print(const Outcome& outcome) {
  const auto& summary = outcome.summary;
  std::cout << outcome.project << ": " << summary.sent << " sent, " << summary.waiting << " waiting, " << summary.parked << " parked\n";
  // The same trouble with many responses is one sentence.
  std::set<std::string> told;
  for (const auto& failure : summary.failures)
    if (told.insert(failure.message).second) std::cerr << "pilotctl: " << outcome.project << ": " << failure.message << "\n";
  if (summary.parked > 0)
    std::cerr << "pilotctl: " << outcome.project << ": " << counted(summary.parked, "response is parked", "responses are parked")
              << " and not sent again by itself. See why: pilotctl responses list\n";
}

// Those of questionnaires that were installed without a project, where there are several.
void tell_of_no_server(store::Store& store, bool want_json) {
  const int kept = or_stop(store::Responses(store).counts()).finalized;
  if (kept == 0) return;
  (want_json ? std::cerr : std::cout) << counted(static_cast<std::size_t>(kept), "finished response belongs", "finished responses belong")
                                      << " to no server and will stay on this laptop: the questionnaire was installed without --project.\n";
}

// What a metered network leaves for another one is as it was asked for.
bool went_well(const sync::DrainSummary& summary, bool metered) {
  return summary.failures.empty() && (summary.waiting == 0 || metered) && summary.parked == 0 && !summary.credentials_needed;
}

void run(const Globals& globals, const SyncOptions& options) {
  store::Store store = open_store(globals);
  store::Projects projects(store);
  const auto wanted = options.project.empty() ? or_stop(projects.list()) : std::vector{or_stop(projects.find(options.project))};
  if (wanted.empty()) stop("No project is set up, so there is no server to send to. Add one: pilotctl project add --settings FILE.json");
  or_stop(store::Responses(store).queue_finalized());
  store::StoreOutbox outbox(store);
  bool well = true;
  nlohmann::json all = nlohmann::json::array();
  for (const store::Project& project : wanted) {
    const Outcome outcome = outcome_of(store, outbox, project, options);
    well = well && went_well(outcome.summary, options.metered);
    if (options.want_json)
      all.push_back(as_json(outcome));
    else
      print(outcome);
  }
  if (options.want_json) std::cout << all.dump(2) << "\n";
  tell_of_no_server(store, options.want_json);
  if (!well) throw CLI::RuntimeError(1);
}

} // namespace

void add_sync_command(CLI::App& app, const Globals& globals) {
  CLI::App* sync = app.add_subcommand("sync", "Send what is finalized to the projects' servers, now");
  sync->footer("The exit status is 1 where something still waits (with --metered: that failed) or is parked, or a project cannot be used.");
  auto options = std::make_shared<SyncOptions>();
  sync->add_option("--project", options->project, "Only this project");
  sync->add_flag("--watch", options->watch, "Tell the progress on the standard error, in responses and bytes");
  sync->add_flag("--metered", options->metered, "The network costs money: large files stay for another time");
  sync->add_flag("--json", options->want_json, "The outcome as JSON, for programs");
  sync->callback([&globals, options] { run(globals, *options); });
}

} // namespace pilotage::cli
