// Storage in one SQLite file: one connection writes, several read. Submissions that arrive while a commit is under way wait for the
// next one together, so that the cost of reaching the disk is shared.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "sync/endpoint/storage/sqlite_database.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

class SubmissionWriter;

class SqliteStorage : public Storage {
public:
  enum class Mode { create, existing };
  // `patience` is how long to wait for another process's transaction. Errors: not_found (existing, and there is none), permission, locked,
  // damaged, newer_version, disk_full, io.
  static Result<std::unique_ptr<SqliteStorage>> open(const std::filesystem::path& file, Mode mode,
                                                     std::chrono::milliseconds patience = std::chrono::seconds(10));
  // Writes what was submitted, then closes.
  ~SqliteStorage() override;

  Result<Project> create_project(std::string_view name) override;
  Result<std::vector<Project>> projects() override;
  Result<Project> project(std::string_view which) override;

  Result<void> add_token(const AccessToken& token) override;
  Result<AccessToken> token_by_hash(std::string_view hash) override;
  Result<std::vector<AccessToken>> tokens(ProjectId project) override;
  Result<void> revoke_token(std::string_view id) override;

  Result<bool> publish_form(const FormVersion& version) override;
  Result<void> set_form_state(ProjectId project, std::string_view form_id, FormState state) override;
  Result<std::vector<FormSummary>> forms(ProjectId project) override;
  Result<FormSummary> form(ProjectId project, std::string_view form_id) override;
  Result<FormVersion> form_version(ProjectId project, std::string_view form_id, std::string_view version) override;

  Result<FormTarget> form_target(ProjectId project, std::string_view form_id, std::string_view version) override;
  void submit(NewSubmission submission, Done done) override;
  Result<std::vector<Submission>> submissions_after(ProjectId project, std::string_view form_id, std::int64_t position, std::size_t limit,
                                                    std::size_t bytes) override;
  Result<Submission> submission(ProjectId project, std::string_view form_id, std::string_view instance_id) override;
  Result<void> check() override;

private:
  SqliteStorage(std::filesystem::path file, std::chrono::milliseconds patience);

  // Runs `work` on a connection that reads, and in a transaction on the one that writes.
  template <typename Work>
  auto read(Work work);
  template <typename Work>
  auto write(Work work);
  class Reader;

  std::filesystem::path file_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<SqliteDatabase> writer_;
  std::mutex writer_mutex_;
  std::vector<std::unique_ptr<SqliteDatabase>> idle_readers_;
  std::mutex readers_mutex_;
  std::unique_ptr<SubmissionWriter> submission_writer_;
};

} // namespace pilotage::endpoint
