// The thread that sends one project's responses: sleeps until something is due, was asked for, or the clock moved, then lets a ProjectRun
// drain. For this folder only; Uploader owns one per project.
#pragma once

#include "sync/uploader/project_run.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace pilotage::sync {

class ProjectWorker {
public:
  // `changed` is called on the worker's thread after each change of state().
  ProjectWorker(Outbox& outbox, Project project, UploaderOptions options, bool paused, bool metered, std::function<void()> changed);
  // Ends the transfer under way and waits for the thread.
  ~ProjectWorker();
  ProjectWorker(const ProjectWorker&) = delete;
  ProjectWorker& operator=(const ProjectWorker&) = delete;

  const Project& project() const { return project_; }

  void wake();
  enum class Because { network, settings, user };
  // Everything that waits becomes due. New settings and the user also try refused credentials again; what the user wants is done once even
  // while paused.
  void try_all(Because why);
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
  bool by_user_ = false;
  bool paused_;
  bool errand_wanted_ = false; // the user's "now" while paused
  bool errand_ = false;        // and while it runs
  ProjectSyncState state_;     // copy of the run's, for other threads

  ProjectRun run_;           // the thread's own
  std::uint32_t faults_ = 0; // failures of the outbox in a row
  std::int64_t asleep_since_ = 0;
  std::thread thread_;

  struct Orders {
    bool all_due = false;
    bool by_user = false;
  };

  void work();
  bool has_work() const { return !paused_ || errand_wanted_; }
  void run_once(std::unique_lock<std::mutex>& lock);
  void look(const Orders& orders);
  bool may_run(const Orders& orders) const;
  void take_fault(const Error& error);
  std::int64_t sleep_ms();
  void publish(const ProjectSyncState& state);
};

} // namespace pilotage::sync
