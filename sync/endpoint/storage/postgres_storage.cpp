#include "sync/endpoint/storage/postgres_storage.h"

#include <sodium.h>

#include <thread>

#include "sync/endpoint/storage/postgres_change_watch.h"
#include "sync/endpoint/storage/postgres_failure.h"
#include "sync/endpoint/storage/postgres_submission_writer.h"
#include "sync/endpoint/storage/postgres_write.h"

namespace pilotage::endpoint {

namespace {

using Cause = PostgresFailure::Cause;

} // namespace

PostgresStorage::PostgresStorage(const PostgresSettings& settings) : pool_(settings) {}

PostgresStorage::~PostgresStorage() = default;

Result<std::int64_t> PostgresStorage::version_in(const PostgresSettings& settings) {
  return attempt([&] {
    PostgresDatabase database(settings);
    return schema_version(database);
  });
}

Result<std::unique_ptr<PostgresStorage>> PostgresStorage::open(const PostgresSettings& settings, PostgresMode mode) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "The random source of this machine does not work.");
  return attempt([&] {
    std::unique_ptr<PostgresStorage> storage(new PostgresStorage(settings));
    {
      PostgresDatabase patient(settings); // a step of a migration may read large tables
      patient.be_patient();
      migrate(patient, mode);
    }
    storage->watch_ = std::make_unique<PostgresChangeWatch>(settings, storage->cache_);
    storage->submission_writer_ = std::make_unique<PostgresSubmissionWriter>(storage->pool_);
    return storage;
  });
}

// A connection that broke since it was used last is no news of the server: one new connection tells.
void PostgresStorage::read_with(const Work& work) {
  for (bool again = false;; again = true) {
    try {
      PostgresPool::Lease lease(pool_);
      return work(*lease);
    } catch (const PostgresFailure& failure) {
      if (failure.cause != Cause::connection || again) throw;
      pool_.drop_idle();
    }
  }
}

void PostgresStorage::write_with(const Work& work) {
  PostgresWrite(pool_).run([&](Database& database) {
    work(database);
    PostgresChangeWatch::announce(database);
  });
  cache_.clear();
}

void PostgresStorage::submit(NewSubmission submission, Done done) { submission_writer_->add(std::move(submission), std::move(done)); }

Result<std::unique_ptr<Snapshot>> PostgresStorage::snapshot() {
  return attempt([this] { return snapshot_of_postgres(pool_.settings()); });
}

Result<AccessToken> PostgresStorage::token_by_hash(std::string_view hash) {
  if (is_together()) return SqlStorage::token_by_hash(hash);
  if (auto token = cache_.token(hash)) return *std::move(token);
  const LookupCache::Age age = cache_.age();
  auto token = SqlStorage::token_by_hash(hash);
  if (token) cache_.keep(age, *token);
  return token;
}

Result<Storage::FormTarget> PostgresStorage::form_target(ProjectId project, std::string_view form_id, std::string_view version) {
  if (is_together()) return SqlStorage::form_target(project, form_id, version);
  const LookupCache::FormKey key(project, form_id, version);
  if (auto target = cache_.target(key)) return *std::move(target);
  const LookupCache::Age age = cache_.age();
  auto target = SqlStorage::form_target(project, form_id, version);
  if (target) cache_.keep(age, key, *target);
  return target;
}

// libpq holds a whole answer in memory: sizes are asked for first, so that it is no larger than wanted.
Result<std::vector<Submission>> PostgresStorage::submissions_after(ProjectId project, std::string_view form_id, std::int64_t position,
                                                                   std::size_t limit, std::size_t bytes) {
  const auto fitting = read([&](Database& database) {
    Query sizes = database.query("SELECT length(xml) FROM submission WHERE project_id=? AND (?='' OR form_id=?) AND position>? "
                                 "ORDER BY position LIMIT ?",
                                 project, form_id, form_id, position, limit);
    std::size_t count = 0;
    for (std::size_t size = 0; size < bytes && sizes.next(); ++count) size += static_cast<std::size_t>(sizes.integer(0));
    return count;
  });
  if (!fitting) return std::unexpected(fitting.error());
  return SqlStorage::submissions_after(project, form_id, position, *fitting, bytes);
}

} // namespace pilotage::endpoint
