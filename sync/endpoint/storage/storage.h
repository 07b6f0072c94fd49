// What the endpoint remembers, behind one interface: an embedded database or a server, the rest of the endpoint does not know which.
//
// Rules. A call that returns success has its effect on disk. Several processes may use one storage at the same time. The
// sequence of a project counts accepted submissions and never hides one: whoever has read up to N sees every later commit above N.
// Any thread may call anything; submit() answers on a thread of the storage, everything else on the caller's.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "sync/endpoint/storage/account_storage.h"
#include "sync/endpoint/storage/draft_storage.h"
#include "sync/endpoint/storage/records.h"
#include "sync/endpoint/storage/review_storage.h"
#include "sync/endpoint/storage/snapshot.h"

namespace pilotage::endpoint {

class Storage : public AccountStorage, public ReviewStorage, public DraftStorage {
public:
  // --- Several changes at once ---
  // What `work` changes in this storage on this thread is kept as a whole where it returns success, and not at all where it returns an
  // error, throws, or the database fails; reading within it sees the changes. Every other writer waits meanwhile: whatever takes long comes
  // before. `work` may run several times, and does not submit(). Within another together() it is part of that one. Error: that of `work`,
  // or of the database.
  virtual Result<void> together(const std::function<Result<void>()>& work) = 0;

  // --- Projects; those that are deleted are not found, and neither are their tokens, drafts and people's roles in them ---
  // Error: conflict (the name is taken).
  virtual Result<Project> create_project(std::string_view name, std::string_view description = {}, bool archived = false) = 0;
  virtual Result<std::vector<Project>> projects() = 0;
  // By number, UUID or name. Error: not_found.
  virtual Result<Project> project(std::string_view which) = 0;
  // Error: not_found.
  virtual Result<ProjectFigures> project_figures(ProjectId project) = 0;
  // Takes name, description and archived over. Errors: not_found, conflict (the name is taken).
  virtual Result<void> change_project(const Project& project) = 0;
  // Nothing of it is lost: it gives its name free, and comes back as it was. Error: not_found.
  virtual Result<void> delete_project(ProjectId project) = 0;
  // Under its old name where that is free. Error: not_found (it is not deleted).
  virtual Result<Project> restore_project(ProjectId project) = 0;
  virtual Result<std::vector<Project>> deleted_projects() = 0;

  // --- Access tokens ---
  // Gives it its number; actor is not read.
  virtual Result<void> add_token(const AccessToken& token) = 0;
  // By the hash of a token, revoked ones too. Error: not_found.
  virtual Result<AccessToken> token_by_hash(std::string_view hash) = 0;
  // Those of the project and of every project; all where `project` is 0.
  virtual Result<std::vector<AccessToken>> tokens(ProjectId project) = 0;
  // False where it is revoked already; the first time is kept. Error: not_found.
  virtual Result<bool> revoke_token(std::string_view id) = 0;

  // --- Forms ---
  // False where the same content stands under this version already. Error: conflict (other content under this version).
  virtual Result<bool> publish_form(const FormVersion& version) = 0;
  // Error: not_found.
  virtual Result<void> set_form_state(ProjectId project, std::string_view form_id, FormState state) = 0;
  // The form disappears from lists and takes nothing more; its versions and submissions stay, and publishing brings it back. Error:
  // not_found.
  virtual Result<void> delete_form(ProjectId project, std::string_view form_id) = 0;
  // In the order of their ids.
  virtual Result<std::vector<FormSummary>> forms(ProjectId project) = 0;
  // Error: not_found.
  virtual Result<FormSummary> form(ProjectId project, std::string_view form_id) = 0;
  // Error: not_found.
  virtual Result<FormVersion> form_version(ProjectId project, std::string_view form_id, std::string_view version) = 0;
  // All versions without their XForms, the newest first.
  virtual Result<std::vector<FormVersion>> form_versions(ProjectId project, std::string_view form_id) = 0;

  // --- Submissions ---
  // What submit() needs to know of a form, quickly. Error: not_found, of the form (where = "form") or of the version.
  struct FormTarget {
    FormState state = FormState::open;
    bool encrypted = false;
    std::vector<std::string> upload_paths;
  };
  virtual Result<FormTarget> form_target(ProjectId project, std::string_view form_id, std::string_view version) = 0;

  // Calls `done` once, when the submission is on disk or refused. Many that come at once share one commit.
  using Done = std::function<void(Result<StoredSubmission>)>;
  virtual void submit(NewSubmission submission, Done done) = 0;

  // Takes an attachment that the submission awaits, in whatever state its form is; its bytes are in the AttachmentStore. False where it is
  // there already. Errors: not_found (it awaits none of this name), conflict (other bytes are there).
  virtual Result<bool> add_file(ProjectId project, std::string_view instance_id, const SubmissionFile& file) = 0;

  // Up to `limit` submissions after `position`, ascending; of all forms where form_id is empty. Ends early after so many page_bytes()
  // (submission_files.h).
  virtual Result<std::vector<Submission>> submissions_after(ProjectId project, std::string_view form_id, std::int64_t position,
                                                            std::size_t limit, std::size_t bytes) = 0;
  // Error: not_found.
  virtual Result<Submission> submission(ProjectId project, std::string_view form_id, std::string_view instance_id) = 0;

  // Everything as it is now, for back-ups and checks.
  virtual Result<std::unique_ptr<Snapshot>> snapshot() = 0;

  // A cheap question to the database, for /healthz.
  virtual Result<void> check() = 0;
};

} // namespace pilotage::endpoint
