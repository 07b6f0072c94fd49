// Storage in PostgreSQL, for many processes at once. Reading runs on any connection of a pool; submissions go through a group commit for
// each project; everything else is written by one process at a time, which an advisory lock of the database sees to.
//
// When the server goes away: what only reads is asked again; a submission waits for the server's return up to settings.patience and is then
// refused; a write whose COMMIT was cut off is looked up before anybody is told how it ended.
#pragma once

#include <memory>

#include "sync/endpoint/storage/lookup_cache.h"
#include "sync/endpoint/storage/postgres_pool.h"
#include "sync/endpoint/storage/postgres_schema.h"
#include "sync/endpoint/storage/sql_storage.h"

namespace pilotage::endpoint {

class PostgresChangeWatch;
class PostgresSubmissionWriter;

class PostgresStorage : public SqlStorage {
public:
  // Errors: no_network, permission, not_found, conflict, newer_version, unsupported.
  static Result<std::unique_ptr<PostgresStorage>> open(const PostgresSettings& settings, PostgresMode mode);
  // The version of the schema in the database. Changes nothing. Errors: those of open().
  static Result<std::int64_t> version_in(const PostgresSettings& settings);
  // Writes what was submitted, then closes.
  ~PostgresStorage() override;

  void submit(NewSubmission submission, Done done) override;
  Result<std::unique_ptr<Snapshot>> snapshot() override;
  // Every submission asks for these two: answered from memory while nothing has changed in the database. Within together()
  // the database is asked: what was changed there is not in the memory, and may not come to it before it is committed.
  Result<AccessToken> token_by_hash(std::string_view hash) override;
  Result<FormTarget> form_target(ProjectId project, std::string_view form_id, std::string_view version) override;
  Result<std::vector<Submission>> submissions_after(ProjectId project, std::string_view form_id, std::int64_t position, std::size_t limit,
                                                    std::size_t bytes) override;

protected:
  void read_with(const Work& work) override;
  void write_with(const Work& work) override;

private:
  explicit PostgresStorage(const PostgresSettings& settings);

  PostgresPool pool_;
  LookupCache cache_;
  std::unique_ptr<PostgresChangeWatch> watch_;
  std::unique_ptr<PostgresSubmissionWriter> submission_writer_;
};

} // namespace pilotage::endpoint
