// Publishing a questionnaire: a workbook (XLSForm) or an XForm becomes a version of a form that laptops can download. It is read by the
// same converter and the same engine that laptops use: what they could not run is not published.
//
// Any thread; one call may take seconds for a large workbook.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

struct FormUpload {
  std::string file_name; // its ending tells a workbook from an XForm (.xml)
  std::string bytes;
  std::map<std::string, std::string, std::less<>> media; // the files that the form names, by name
};

struct Publication {
  std::string form_id;
  std::string version;
  std::string title;
  bool is_new = true; // false: the same content was published under this version before
  std::vector<std::string> warnings;
};

// Errors: malformed, unsupported, … with a line for each problem in the workbook; conflict where the version has other content; not_found
// where the form names media that are not given.
Result<Publication> publish(Storage& storage, const AttachmentStore& files, ProjectId project, const FormUpload& upload);

} // namespace pilotage::endpoint
