// What X-Extended-Metadata adds to a form, as ODK Central has it: who made it, and for those who may read its responses how many of them
// wait for somebody (reviewStates). Any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sync/endpoint/form_json.h"
#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

// Error: of the storage.
Result<void> extend_form(const Service& service, const FormSummary& form, Counts counts, nlohmann::ordered_json& json);
// A form that was never published: nothing has been received.
void extend_draft(const Service& service, const FormDraft& draft, nlohmann::ordered_json& json);

} // namespace pilotage::endpoint
