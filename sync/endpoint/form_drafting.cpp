#include "sync/endpoint/form_drafting.h"

#include <algorithm>

#include "sync/endpoint/access.h"
#include "sync/endpoint/storage/identity.h"

namespace pilotage::endpoint {

namespace {

void add_files(std::vector<FormFile>& files, const std::vector<FormFile>& more, const std::vector<std::string>& wanted) {
  for (const FormFile& file : more)
    if (std::ranges::find(wanted, file.name) != wanted.end() && std::ranges::find(files, file.name, &FormFile::name) == files.end())
      files.push_back(file);
}

} // namespace

Result<FormDraft> put_draft(Storage& storage, const ReadForm& read) {
  const std::int64_t now = milliseconds_now();
  FormDraft draft{.form = read.form, .media = read.media, .token = random_secret(), .created_at = now, .updated_at = now};
  const ProjectId project = draft.form.project;
  const std::string form_id = draft.form.form_id;
  if (const auto earlier = storage.draft(project, form_id)) add_files(draft.form.files, earlier->form.files, draft.media);
  if (const auto form = storage.form(project, form_id))
    if (const auto current = storage.form_version(project, form_id, form->version))
      add_files(draft.form.files, current->files, draft.media);
  if (auto put = storage.put_draft(draft); !put) return std::unexpected(put.error());
  return storage.draft(project, form_id);
}

} // namespace pilotage::endpoint
