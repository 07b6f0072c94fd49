#include "sync/endpoint/storage/postgres_pool.h"

namespace pilotage::endpoint {

PostgresPool::Lease::Lease(PostgresPool& pool) : pool_(pool) {
  {
    std::unique_lock lock(pool_.mutex_);
    pool_.returned_.wait(lock, [&] { return pool_.lent_ < pool_.settings_.connections; });
    ++pool_.lent_;
    if (!pool_.idle_.empty()) {
      database_ = std::move(pool_.idle_.back());
      pool_.idle_.pop_back();
    }
  }
  if (database_ != nullptr) return;
  try {
    database_ = std::make_unique<PostgresDatabase>(pool_.settings_);
  } catch (...) {
    const std::lock_guard lock(pool_.mutex_);
    --pool_.lent_;
    pool_.returned_.notify_one();
    throw;
  }
}

PostgresPool::Lease::~Lease() {
  if (!database_->usable()) database_.reset();
  const std::lock_guard lock(pool_.mutex_);
  --pool_.lent_;
  if (database_ != nullptr) pool_.idle_.push_back(std::move(database_));
  pool_.returned_.notify_one();
}

void PostgresPool::drop_idle() {
  std::vector<std::unique_ptr<PostgresDatabase>> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(idle_);
}

} // namespace pilotage::endpoint
