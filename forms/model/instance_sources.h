// Where the data of secondary instances come from: attachments, by the form's own declarations or by name.
#pragma once

#include <string_view>

#include "forms/model/form_content.h"
#include "forms/model/form_definition.h"

namespace pilotage::forms {

class InstanceSources {
public:
  InstanceSources(FormContent& form, const Attachments& attachments) : form_(form), attachments_(attachments) {}

  // Fills an instance from what its src attribute names. A file that was not given makes it a missing one. Errors: malformed.
  Result<void> attach(SecondaryInstance& instance, std::string_view source);

  // The CSV file NAME.csv as the instance NAME, where the form declares none: ODK Collect finds the files of pulldata() and search() by
  // their names alone.
  Result<void> table(std::string_view name);

private:
  FormContent& form_;
  const Attachments& attachments_;
};

} // namespace pilotage::forms
