#include "sync/uploader/uploader.h"

#include "sync/uploader/project_run.h"
#include "sync/uploader/project_worker.h"
#include "sync/uploader/serial_outbox.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace pilotage::sync {

namespace {

bool same_server(const Server& a, const Server& b) {
  return a.url == b.url && a.auth == b.auth && a.username == b.username && a.password == b.password && a.ca_file == b.ca_file &&
         a.allow_plain_http_on_loopback == b.allow_plain_http_on_loopback;
}

} // namespace

std::uint64_t ProjectSyncState::bytes_to_go() const {
  const std::uint64_t waiting = totals.waiting_bytes + current_resumed; // an upload that begins anew may have left less than it had before
  return waiting - std::min(waiting, current_bytes);
}

struct Uploader::Impl {
  SerialOutbox outbox;
  UploaderOptions options;
  mutable std::mutex mutex;
  std::vector<std::unique_ptr<ProjectWorker>> workers;
  bool paused = false;
  bool metered = false;
  std::atomic<std::uint64_t> version = 0;

  Impl(Outbox& inner, UploaderOptions given) : outbox(inner), options(completed(std::move(given))) {}

  void changed() {
    ++version;
    if (options.changed) options.changed();
  }

  std::unique_ptr<ProjectWorker> start(Project project, std::unique_ptr<ProjectWorker> predecessor) {
    return std::make_unique<ProjectWorker>(
        outbox, std::move(project), options, paused, metered, [this] { changed(); }, std::move(predecessor));
  }
};

Uploader::Uploader(Outbox& outbox, UploaderOptions options) : impl_(std::make_unique<Impl>(outbox, std::move(options))) {}
Uploader::~Uploader() { stop(); }

void Uploader::set_projects(std::vector<Project> projects) {
  std::vector<std::unique_ptr<ProjectWorker>> gone;
  const std::lock_guard lock(impl_->mutex);
  gone.swap(impl_->workers);
  for (auto& project : projects) {
    std::unique_ptr<ProjectWorker> before;
    for (auto& worker : gone)
      if (worker && worker->project().id == project.id) before = std::move(worker);
    if (before && same_server(before->project().server, project.server)) {
      before->try_again(ProjectWorker::Because::settings);
      impl_->workers.push_back(std::move(before));
      continue;
    }
    // Two at once would post the same response at the same time.
    if (before) before->stop();
    impl_->workers.push_back(impl_->start(std::move(project), std::move(before)));
  }
  impl_->changed();
}

void Uploader::wake() {
  const std::lock_guard lock(impl_->mutex);
  for (auto& worker : impl_->workers) worker->wake();
}

void Uploader::network_changed() {
  const std::lock_guard lock(impl_->mutex);
  for (auto& worker : impl_->workers) worker->try_again(ProjectWorker::Because::network);
}

void Uploader::sync_now() {
  const std::lock_guard lock(impl_->mutex);
  for (auto& worker : impl_->workers) worker->try_again(ProjectWorker::Because::user);
}

void Uploader::pause() {
  const std::lock_guard lock(impl_->mutex);
  impl_->paused = true;
  for (auto& worker : impl_->workers) worker->set_paused(true);
  impl_->changed();
}

void Uploader::resume() {
  const std::lock_guard lock(impl_->mutex);
  impl_->paused = false;
  for (auto& worker : impl_->workers) worker->set_paused(false);
  impl_->changed();
}

void Uploader::set_metered(bool metered) {
  const std::lock_guard lock(impl_->mutex);
  impl_->metered = metered;
  for (auto& worker : impl_->workers) worker->set_metered(metered);
  impl_->changed();
}

void Uploader::stop() {
  std::vector<std::unique_ptr<ProjectWorker>> gone;
  const std::lock_guard lock(impl_->mutex);
  gone.swap(impl_->workers);
}

SyncState Uploader::snapshot() const {
  const std::lock_guard lock(impl_->mutex);
  SyncState state{.projects = {}, .paused = impl_->paused, .metered = impl_->metered, .version = impl_->version};
  for (const auto& worker : impl_->workers) state.projects.push_back(worker->state());
  return state;
}

Result<DrainSummary> drain_once(Outbox& outbox, const Project& project, const UploaderOptions& options,
                                const std::function<void(const ProjectSyncState&)>& watch, bool metered) {
  ProjectRun run(outbox, project, completed(options), watch);
  if (auto due = outbox.make_all_due(project.id); !due) return std::unexpected(due.error());
  run.set_metered(metered);
  if (auto drained = run.drain(); !drained) return std::unexpected(drained.error());
  return DrainSummary{.sent = run.state().sent_items,
                      .parked = run.parked(),
                      .waiting = run.state().totals.waiting,
                      .failures = run.failures(),
                      .credentials_needed = run.state().phase == SyncPhase::credentials_needed};
}

} // namespace pilotage::sync
