// Publishing a questionnaire: it becomes a version of a form that laptops can download, complete with the files that it uses. It is read
// first, which may take seconds for a large workbook; publishing what was read only writes to the storage, and may stand in a transaction.
//
// Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "sync/endpoint/form_reading.h"
#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

struct Publication {
  std::string form_id;
  std::string version;
  std::string title;
  bool is_new = true; // false: the same content was published under this version before
  std::vector<std::string> warnings;
};

// With its files, which are stored. Errors: those of read_form; not_found where the form names media that are not given.
Result<ReadForm> read_with_media(const AttachmentStore& files, ProjectId project, const FormUpload& upload);

// Under another version where one is given.
struct DraftPublishing {
  std::string_view version = {};
  ActorId by = 0;
};
// With the draft's files. Errors: those of read_form; not_found where a file is missing.
Result<ReadForm> read_draft(const AttachmentStore& files, FormDraft draft, const DraftPublishing& how = {});

// Errors: conflict where the version is published with other content; not_found where the form uses a file that it does not have.
Result<Publication> publish(Storage& storage, const ReadForm& read);
// Then there is no draft of it any more.
Result<Publication> publish_draft(Storage& storage, const ReadForm& read);

} // namespace pilotage::endpoint
