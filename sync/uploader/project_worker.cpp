#include "sync/uploader/project_worker.h"

#include <algorithm>
#include <chrono>

namespace pilotage::sync {

namespace {

constexpr std::int64_t kShortestSleepMs = 100;

} // namespace

ProjectWorker::ProjectWorker(Outbox& outbox, Project project, UploaderOptions options, bool paused, bool metered,
                             std::function<void()> changed, std::unique_ptr<ProjectWorker> predecessor)
    : outbox_(outbox), project_(std::move(project)), options_(std::move(options)), changed_(std::move(changed)), paused_(paused),
      predecessor_(std::move(predecessor)), run_(outbox, project_, options_, [this](const ProjectSyncState& state) { publish(state); }) {
  state_.project_id = project_.id;
  if (paused_) state_.phase = SyncPhase::paused;
  run_.set_metered(metered);
  thread_ = std::thread([this] { work(); });
}

ProjectWorker::~ProjectWorker() {
  stop();
  thread_.join();
}

void ProjectWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    run_.cancel();
  }
  wake_.notify_all();
}

void ProjectWorker::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

void ProjectWorker::try_again(Because why) {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    (why == Because::network ? unreached_due_ : all_due_) = true;
    errand_wanted_ = errand_wanted_ || why == Because::user;
  }
  wake_.notify_all();
}

void ProjectWorker::set_paused(bool paused) {
  {
    const std::lock_guard lock(mutex_);
    if (paused_ == paused && !errand_) return;
    paused_ = paused;
    woken_ = true;
    errand_ = errand_wanted_ = false;
    // What is under way is cut off, not finished: pausing is for links that cost money now.
    if (paused)
      run_.cancel();
    else
      run_.uncancel();
    if (paused) state_.phase = SyncPhase::paused;
  }
  wake_.notify_all();
}

void ProjectWorker::set_metered(bool metered) {
  {
    const std::lock_guard lock(mutex_);
    run_.set_metered(metered);
    woken_ = true;
  }
  wake_.notify_all();
}

ProjectSyncState ProjectWorker::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void ProjectWorker::publish(const ProjectSyncState& state) {
  {
    const std::lock_guard lock(mutex_);
    state_ = state;
    if (paused_ && !errand_) state_.phase = SyncPhase::paused;
  }
  if (changed_) changed_();
}

void ProjectWorker::work() {
  predecessor_.reset();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (has_work())
      run_once(lock);
    else {
      woken_ = false;
      wake_.wait(lock, [this] { return stopping_ || woken_; });
    }
  }
}

void ProjectWorker::run_once(std::unique_lock<std::mutex>& lock) {
  const Orders orders{.all_due = std::exchange(all_due_, false), .unreached_due = std::exchange(unreached_due_, false)};
  woken_ = errand_wanted_ = false;
  errand_ = paused_;
  if (errand_) run_.uncancel();
  lock.unlock();
  look(orders);
  const auto pause = std::chrono::milliseconds(sleep_ms());
  lock.lock();
  if (std::exchange(errand_, false) && paused_) {
    run_.cancel();
    state_.phase = SyncPhase::paused;
    lock.unlock();
    if (changed_) changed_();
    lock.lock();
    return;
  }
  wake_.wait_for(lock, pause, [this] { return stopping_ || woken_; });
}

bool ProjectWorker::may_run(const Orders& orders) const {
  if (orders.all_due || (orders.unreached_due && run_.waits_for_network())) return true;
  switch (run_.state().phase) {
  case SyncPhase::credentials_needed: return false;
  case SyncPhase::waiting: return options_.now() >= run_.state().retry_time || options_.now() < asleep_since_;
  default: return true;
  }
}

void ProjectWorker::look(const Orders& orders) {
  if (!may_run(orders)) return;
  if (orders.all_due || orders.unreached_due) {
    run_.forget_failures();
    faults_ = 0;
    if (auto due = make_due(orders); !due) return take_fault(due.error());
  }
  if (auto drained = run_.drain(); !drained) return take_fault(drained.error());
  faults_ = 0;
  asleep_since_ = options_.now();
}

Result<void> ProjectWorker::make_due(const Orders& orders) {
  return orders.all_due ? outbox_.make_all_due(project_.id) : outbox_.make_unreached_due(project_.id);
}

void ProjectWorker::take_fault(const Error& error) {
  ++faults_;
  run_.wait_after(error, options_.backoff.delay_ms(faults_, options_.random));
  asleep_since_ = options_.now();
}

std::int64_t ProjectWorker::sleep_ms() {
  const auto now = options_.now();
  std::int64_t until = now + options_.longest_sleep_ms;
  if (run_.state().phase == SyncPhase::waiting)
    until = std::min(until, run_.state().retry_time);
  else if (auto retry = outbox_.next_retry(project_.id, now); retry && *retry)
    until = std::min(until, **retry);
  return std::max(until - now, kShortestSleepMs);
}

} // namespace pilotage::sync
