// Publishing a questionnaire: it becomes a version of a form that laptops can download, complete with the files that it uses.
//
// Any thread; one call may take seconds for a large workbook.
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

// Errors: those of read_form; conflict where the version has other content; not_found where the form names media that are not given.
Result<Publication> publish(Storage& storage, const AttachmentStore& files, ProjectId project, const FormUpload& upload);

// What was read already and needs no files. Errors: conflict, not_found as above.
Result<Publication> publish(Storage& storage, ReadForm read);

// Under another version where one is given.
struct DraftPublishing {
  std::string_view version = {};
  ActorId by = 0;
};
// The draft of a form; then there is no draft any more. Errors: not_found (no draft, or a file
// is missing), conflict (the version is published with other content), and those of read_form.
Result<Publication> publish_draft(Storage& storage, const AttachmentStore& files, ProjectId project, std::string_view form_id,
                                  const DraftPublishing& how = {});

} // namespace pilotage::endpoint
