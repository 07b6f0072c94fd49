// What somebody uploads as a questionnaire, read: a workbook (XLSForm) or an XForm, by the same converter and the same engine that laptops
// use. What they could not run is refused.
//
// Any thread; one call may take seconds for a large workbook.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/model/form_definition.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

struct FormUpload {
  std::string file_name; // its ending tells a workbook from an XForm (.xml)
  std::string bytes;
  forms::Attachments media; // files that the form names, by name; those that are missing are taken for empty
};

struct ReadForm {
  FormVersion form;                  // without its files, and not published
  std::vector<std::string> media;    // the names of all files that it uses
  std::vector<std::string> warnings; // of the workbook
};

// Errors: malformed, unsupported, limit_exceeded, … with a line for each problem in the workbook.
Result<ReadForm> read_form(ProjectId project, const FormUpload& upload);

// The same XForm with another version. Error: malformed.
Result<std::string> with_version(std::string xform, std::string_view version);

} // namespace pilotage::endpoint
