// A questionnaire in a file, as the form library takes it: an XForm (.xml), or what a workbook (.xlsx, .csv, .md) becomes,
// with the files that belong to it.
#pragma once

#include <string>

#include "forms/model/form_definition.h"

namespace pilotage::cli {

struct FormFile {
  std::string xform;
  forms::Attachments attachments; // those of NAME-media beside NAME.xlsx, and itemsets.csv where the form has external choices
};

// Stops, and says all that is wrong, where the workbook cannot become a form.
FormFile read_form_file(const std::string& file);

} // namespace pilotage::cli
