// Runs the desk on a worker thread: commands go in without waiting, the newest snapshot comes out. All functions may be called from any
// thread; the destructor lets the desk finish the commands that wait.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "client/app/desk.h"

namespace pilotage::app {

class DeskThread {
public:
  // `changed` is called on the worker after each new snapshot: wake the loop that draws.
  // Of the options the data, the form and whether it is a preview.
  DeskThread(DeskOptions options, std::function<void()> changed);
  ~DeskThread();
  DeskThread(const DeskThread&) = delete;
  DeskThread& operator=(const DeskThread&) = delete;

  void send(ui::Command command);
  ui::SnapshotPtr snapshot() const;
  // Commands wait or are being worked on.
  bool busy() const;

private:
  void run();
  void published(ui::SnapshotPtr snapshot);
  void sync_changed();

  std::function<void()> changed_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<ui::Command> commands_;
  ui::SnapshotPtr snapshot_;
  bool sync_changed_ = false;
  bool working_ = true;
  bool end_ = false;
  Desk desk_;
  std::thread thread_;
};

} // namespace pilotage::app
