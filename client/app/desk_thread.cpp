#include "client/app/desk_thread.h"

namespace pilotage::app {

DeskThread::DeskThread(DeskOptions options, std::function<void()> changed)
    : changed_(std::move(changed)),
      snapshot_(std::make_shared<ui::Snapshot>(ui::Snapshot{.language = ui::language_of_environment(), .preview = options.preview})),
      desk_({.data = std::move(options.data),
             .form_id = std::move(options.form_id),
             .preview = options.preview,
             .publish = [this](ui::SnapshotPtr snapshot) { published(std::move(snapshot)); },
             .sync_changed = [this] { sync_changed(); }}),
      thread_([this] { run(); }) {}

DeskThread::~DeskThread() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void DeskThread::send(ui::Command command) {
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
  }
  wake_.notify_one();
}

ui::SnapshotPtr DeskThread::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

bool DeskThread::busy() const {
  const std::lock_guard lock(mutex_);
  return working_ || !commands_.empty();
}

void DeskThread::published(ui::SnapshotPtr snapshot) {
  {
    const std::lock_guard lock(mutex_);
    snapshot_ = std::move(snapshot);
  }
  changed_();
}

void DeskThread::sync_changed() {
  {
    const std::lock_guard lock(mutex_);
    sync_changed_ = true;
  }
  wake_.notify_one();
}

void DeskThread::run() {
  desk_.open();
  std::unique_lock lock(mutex_);
  while (true) {
    working_ = false;
    if (commands_.empty() && !sync_changed_) {
      lock.unlock();
      changed_(); // who waits for the end of the work looks again
      lock.lock();
    }
    wake_.wait(lock, [&] { return end_ || sync_changed_ || !commands_.empty(); });
    if (commands_.empty() && end_) return;
    working_ = true;
    if (!commands_.empty()) {
      const ui::Command command = std::move(commands_.front());
      commands_.pop_front();
      lock.unlock();
      desk_.handle(command);
      lock.lock();
    } else {
      sync_changed_ = false;
      lock.unlock();
      desk_.sync_changed();
      lock.lock();
    }
  }
}

} // namespace pilotage::app
