// The part of Storage that keeps drafts: at most one a form, which replaces the published version when it is published, and test
// submissions to it, which go with it. The rules of Storage hold.
#pragma once

#include "forms/error.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

struct FormDraft {
  FormVersion form;               // published_at is 0
  std::vector<std::string> media; // the names of the files that the form uses, whether they are here or not
  std::string token;              // opens /v1/test/<token>/… and nothing else; in clear, for managers are shown it again and again
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
};

struct DraftSubmission {
  std::string instance_id;
  std::string xml;
  std::int64_t submitted_at = 0;
  std::vector<SubmissionFile> files;
};

class DraftStorage {
public:
  virtual ~DraftStorage() = default;

  // Makes or replaces the draft of form.form_id. An earlier draft's token and moment of creation stay; its test submissions go.
  virtual Result<void> put_draft(const FormDraft& draft) = 0;
  // Error: not_found.
  virtual Result<FormDraft> draft(ProjectId project, std::string_view form_id) = 0;
  virtual Result<FormDraft> draft_by_token(std::string_view token) = 0;
  virtual Result<std::vector<FormDraft>> drafts(ProjectId project) = 0; // in the order of their ids
  // With its files and test submissions. Error: not_found.
  virtual Result<void> drop_draft(ProjectId project, std::string_view form_id) = 0;

  virtual Result<void> put_draft_file(ProjectId project, std::string_view form_id, const FormFile& file) = 0;
  // False where there was none.
  virtual Result<bool> drop_draft_file(ProjectId project, std::string_view form_id, std::string_view name) = 0;

  // As submissions to published forms are stored: the same bytes again add the files that were missing. Its sequence is 0.
  virtual Result<StoredSubmission> add_draft_submission(ProjectId project, std::string_view form_id, const DraftSubmission& submission) = 0;
  virtual Result<std::vector<DraftSubmission>> draft_submissions(ProjectId project, std::string_view form_id) = 0;
};

} // namespace pilotage::endpoint
