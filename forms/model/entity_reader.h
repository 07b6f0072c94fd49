// Finds the entities that a form creates or updates (ODK XForms, "Entities"), once its places and binds are known.
#pragma once

#include "forms/model/form_content.h"
#include "forms/model/xml_element.h"

namespace pilotage::forms {

// Errors: unsupported, where the form is written for a version of that specification that is newer than 2025.1.
Result<void> read_entities(XmlElement model, FormContent& form);

} // namespace pilotage::forms
