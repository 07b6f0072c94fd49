// Threads for work that waits for the disk or takes long (syncing attachments, converting a workbook), so that the threads which
// serve connections never do.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pilotage::endpoint {

class WorkerPool {
public:
  // What work throws goes to `on_failure`, from the thread; without one it ends the program.
  using OnFailure = std::function<void(const std::exception&)>;
  explicit WorkerPool(unsigned threads, OnFailure on_failure = {});
  // Does what was posted, then ends.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void post(std::function<void()> work);
  // How much has been posted that no thread has begun yet.
  std::size_t waiting() const;

private:
  void run();
  void work(const std::function<void()>& one) const;

  OnFailure on_failure_;
  mutable std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace pilotage::endpoint
