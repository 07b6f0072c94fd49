// The thread that sends one project's responses: sleeps until something is due, was asked for, or the clock moved, then lets a ProjectRun
// drain. For this folder only; Uploader owns one per project.
#pragma once

#include "sync/uploader/project_run.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace pilotage::sync {

class ProjectWorker {
public:
  // `changed` is called on the worker's thread after each change of state(). Nothing is sent before `predecessor`, the project's worker
  // until now, has ended, which the new worker's thread waits for.
  ProjectWorker(Outbox& outbox, Project project, UploaderOptions options, bool paused, bool metered, std::function<void()> changed,
                std::unique_ptr<ProjectWorker> predecessor = {});
  // Ends the transfer under way and waits for the thread.
  ~ProjectWorker();
  ProjectWorker(const ProjectWorker&) = delete;
  ProjectWorker& operator=(const ProjectWorker&) = delete;

  const Project& project() const { return project_; }

  // Ends the transfer under way, and the thread soon after. Returns at once.
  void stop();
  void wake();
  enum class Because { network, settings, user };
  // Everything that waits becomes due, refused credentials too; what the user wants is done once even while paused. Another network makes
  // due only what waits because no server was reachable: a time that the server gave stands.
  void try_again(Because why);
  void set_paused(bool paused);
  void set_metered(bool metered);

  ProjectSyncState state() const;

private:
  Outbox& outbox_;
  const Project project_;
  const UploaderOptions options_;
  const std::function<void()> changed_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool woken_ = true; // the first look happens at once
  bool all_due_ = false;
  bool unreached_due_ = false;
  bool paused_;
  bool errand_wanted_ = false; // the user's "now" while paused
  bool errand_ = false;        // and while it runs
  ProjectSyncState state_;     // copy of the run's, for other threads

  std::unique_ptr<ProjectWorker> predecessor_; // the thread's own, as what follows
  ProjectRun run_;
  std::uint32_t faults_ = 0; // failures of the outbox in a row
  std::int64_t asleep_since_ = 0;
  std::thread thread_;

  struct Orders {
    bool all_due = false;
    bool unreached_due = false;
  };

  void work();
  bool has_work() const { return !paused_ || errand_wanted_; }
  void run_once(std::unique_lock<std::mutex>& lock);
  void look(const Orders& orders);
  bool may_run(const Orders& orders) const;
  Result<void> make_due(const Orders& orders);
  void take_fault(const Error& error);
  std::int64_t sleep_ms();
  void publish(const ProjectSyncState& state);
};

} // namespace pilotage::sync
