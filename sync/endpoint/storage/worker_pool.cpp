#include "sync/endpoint/storage/worker_pool.h"

#include <utility>

namespace pilotage::endpoint {

WorkerPool::WorkerPool(unsigned threads, OnFailure on_failure) : on_failure_(std::move(on_failure)) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  posted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerPool::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_); // also while notifying: what is posted may be what somebody waits for before this pool ends
  waiting_.push_back(std::move(work));
  posted_.notify_one();
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    posted_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    {
      const std::function<void()> one = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      work(one);
    } // what it held ends here: a reply that it has not given answers for itself, and may post again
    lock.lock();
  }
}

void WorkerPool::work(const std::function<void()>& one) const {
  try {
    one();
  } catch (const std::exception& error) {
    if (!on_failure_) throw;
    on_failure_(error);
  }
}

} // namespace pilotage::endpoint
