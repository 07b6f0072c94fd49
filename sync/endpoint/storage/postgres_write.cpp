#include "sync/endpoint/storage/postgres_write.h"

#include <thread>

#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/postgres_failure.h"
#include "sync/endpoint/storage/postgres_schema.h"

namespace pilotage::endpoint {

namespace {

using Cause = PostgresFailure::Cause;

constexpr int kAttempts = 5;
constexpr auto kPauseBeforeTrying = std::chrono::milliseconds(100);
constexpr std::int64_t kRemembered = 3'600'000; // ms; nobody asks after a write so long afterwards

} // namespace

PostgresWrite::PostgresWrite(PostgresPool& pool) : pool_(pool), id_(new_uuid()) {}

void PostgresWrite::run(const std::function<void(Database&)>& work) {
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    try {
      if (try_once(work) == Outcome::done) return;
    } catch (const PostgresFailure& failure) {
      if (failure.cause == Cause::other || attempt == kAttempts) throw;
      pool_.drop_idle();
    }
    std::this_thread::sleep_for(kPauseBeforeTrying * attempt);
  }
  throw postgres_failure("57P01", "the connection broke again and again");
}

PostgresWrite::Outcome PostgresWrite::try_once(const std::function<void(Database&)>& work) {
  bool committing = false;
  try {
    PostgresPool::Lease lease(pool_);
    Transaction transaction(*lease);
    lease->query("SELECT pg_advisory_xact_lock(?)", kWriterLock).next();
    work(*lease);
    const std::int64_t now = milliseconds_now();
    lease->change("DELETE FROM finished_write WHERE finished_at<?", now - kRemembered);
    lease->change("INSERT INTO finished_write (write_id, finished_at) VALUES (?,?)", id_, now);
    committing = true;
    transaction.commit();
    return Outcome::done;
  } catch (const PostgresFailure& failure) {
    if (failure.cause != Cause::connection || !committing) throw;
    pool_.drop_idle();
  }
  return happened() ? Outcome::done : Outcome::to_repeat;
}

// The lock waits until the transaction that was cut off has ended, whichever way.
bool PostgresWrite::happened() {
  for (int attempt = 1;; ++attempt) {
    try {
      PostgresPool::Lease lease(pool_);
      Transaction transaction(*lease);
      lease->query("SELECT pg_advisory_xact_lock(?)", kWriterLock).next();
      return lease->query("SELECT 1 FROM finished_write WHERE write_id=?", id_).next();
    } catch (const PostgresFailure& failure) {
      if (failure.cause != Cause::connection ||
          std::chrono::milliseconds(kPauseBeforeTrying * attempt * attempt) > pool_.settings().patience)
        throw;
      pool_.drop_idle();
      std::this_thread::sleep_for(kPauseBeforeTrying * attempt);
    }
  }
}

} // namespace pilotage::endpoint
