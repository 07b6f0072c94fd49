// The part of Storage that is the same on every database: one .cpp file for each thing that is stored (sql_projects, sql_forms, …), written
// against Database. What differs stays in SqliteStorage and PostgresStorage: how connections are had, and how submissions are committed.
#pragma once

#include <functional>
#include <optional>

#include "sync/endpoint/storage/database.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

class SqlStorage : public Storage {
public:
  Result<void> together(const std::function<Result<void>()>& work) override;

  Result<Project> create_project(std::string_view name, std::string_view description, bool archived) override;
  Result<std::vector<Project>> projects() override;
  Result<Project> project(std::string_view which) override;
  Result<ProjectFigures> project_figures(ProjectId project) override;
  Result<void> change_project(const Project& project) override;
  Result<void> delete_project(ProjectId project) override;
  Result<Project> restore_project(ProjectId project) override;
  Result<std::vector<Project>> deleted_projects() override;

  Result<Account> create_account(const NewAccount& account) override;
  Result<Account> account(ActorId id) override;
  Result<Account> account_by_email(std::string_view email) override;
  Result<std::vector<Account>> accounts(std::string_view containing) override;
  Result<Account> change_account(ActorId id, const AccountChange& change) override;
  Result<void> deactivate_account(ActorId id) override;
  Result<bool> grant(ActorId actor, const Grant& grant) override;
  Result<bool> withdraw(ActorId actor, const Grant& grant) override;
  Result<std::vector<Assignment>> assignments(ProjectId project) override;
  Result<bool> assign_form(ProjectId project, std::string_view form_id, ActorId app_user) override;
  Result<bool> withdraw_form(ProjectId project, std::string_view form_id, ActorId app_user) override;
  Result<std::vector<FormAssignment>> form_assignments(ProjectId project, std::string_view form_id) override;
  Result<Actor> actor(ActorId id) override;
  Result<void> open_session(const Session& session, std::string_view password) override;
  Result<Account> account_of_session(std::string_view hash, std::int64_t now) override;
  Result<bool> close_session(std::string_view hash) override;
  Result<void> add_audit(const AuditEntry& entry) override;
  Result<std::vector<AuditEntry>> audits(const AuditFilter& filter) override;
  Result<std::vector<AuditEntry>> submission_audits(ProjectId project, std::string_view instance_id) override;

  Result<void> add_token(const AccessToken& token) override;
  Result<AccessToken> token_by_hash(std::string_view hash) override;
  Result<std::vector<AccessToken>> tokens(ProjectId project) override;
  Result<bool> revoke_token(std::string_view id) override;

  Result<bool> publish_form(const FormVersion& version) override;
  Result<void> set_form_state(ProjectId project, std::string_view form_id, FormState state) override;
  Result<void> delete_form(ProjectId project, std::string_view form_id) override;
  Result<std::vector<FormSummary>> forms(ProjectId project) override;
  Result<FormSummary> form(ProjectId project, std::string_view form_id) override;
  Result<FormVersion> form_version(ProjectId project, std::string_view form_id, std::string_view version) override;
  Result<std::vector<FormVersion>> form_versions(ProjectId project, std::string_view form_id) override;

  Result<void> put_draft(const FormDraft& draft) override;
  Result<FormDraft> draft(ProjectId project, std::string_view form_id) override;
  Result<FormDraft> draft_by_token(std::string_view token) override;
  Result<std::vector<FormDraft>> drafts(ProjectId project) override;
  Result<void> drop_draft(ProjectId project, std::string_view form_id) override;
  Result<void> put_draft_file(ProjectId project, std::string_view form_id, const FormFile& file) override;
  Result<bool> drop_draft_file(ProjectId project, std::string_view form_id, std::string_view name) override;
  Result<StoredSubmission> add_draft_submission(ProjectId project, std::string_view form_id, const DraftSubmission& submission) override;
  Result<std::vector<DraftSubmission>> draft_submissions(ProjectId project, std::string_view form_id) override;

  Result<FormTarget> form_target(ProjectId project, std::string_view form_id, std::string_view version) override;
  Result<bool> add_file(ProjectId project, std::string_view instance_id, const SubmissionFile& file) override;
  Result<std::vector<Submission>> submissions_after(ProjectId project, std::string_view form_id, std::int64_t position, std::size_t limit,
                                                    std::size_t bytes) override;
  Result<Submission> submission(ProjectId project, std::string_view form_id, std::string_view instance_id) override;

  Result<SubmissionPage> submission_records(ProjectId project, std::string_view form_id, std::int64_t before, std::int64_t rows,
                                            std::int64_t xml_bytes) override;
  Result<SubmissionRecord> submission_record(ProjectId project, std::string_view form_id, std::string_view instance_id) override;
  Result<std::string> first_version(ProjectId project, std::string_view instance_id) override;
  Result<std::vector<SubmissionVersion>> submission_versions(ProjectId project, std::string_view form_id,
                                                             std::string_view instance_id) override;
  Result<std::vector<Actor>> submitters(ProjectId project, std::string_view form_id) override;
  Result<ReviewCounts> review_counts(ProjectId project, std::string_view form_id) override;
  Result<void> set_review(ProjectId project, std::string_view instance_id, ReviewState state) override;
  Result<void> add_remark(ProjectId project, std::string_view instance_id, const Remark& remark) override;
  Result<std::vector<Remark>> remarks(ProjectId project, std::string_view instance_id) override;

  Result<void> check() override;

protected:
  using Work = std::function<void(Database&)>;
  // Runs `work` on a connection that reads. May run it again on another connection where the first one broke. Throws DatabaseFailure.
  virtual void read_with(const Work& work) = 0;
  // Runs `work` in a transaction, one writer after the other over all processes; again where it was not committed. Throws DatabaseFailure.
  virtual void write_with(const Work& work) = 0;

  template <typename Ask>
  auto read(Ask ask) {
    return attempt([&] { return given(ask, [this](const Work& work) { run_reading(work); }); });
  }
  template <typename Ask>
  auto write(Ask ask) {
    return attempt([&] { return given(ask, [this](const Work& work) { run_writing(work); }); });
  }
  // Whether this thread is in together(): what it reads may not be committed.
  bool is_together() const;

private:
  class Joint;
  void run_reading(const Work& work);
  void run_writing(const Work& work);

  // What `ask` returned when it ran last.
  template <typename Ask, typename Run>
  static auto given(Ask& ask, Run run) -> decltype(ask(std::declval<Database&>())) {
    using Answer = decltype(ask(std::declval<Database&>()));
    if constexpr (std::is_void_v<Answer>) {
      run([&](Database& database) { ask(database); });
    } else {
      std::optional<Answer> answer;
      run([&](Database& database) { answer.emplace(ask(database)); });
      return *std::move(answer);
    }
  }
};

} // namespace pilotage::endpoint
