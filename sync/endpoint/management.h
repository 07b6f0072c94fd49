// What the management API's resources have in common. Its shapes are those of ODK Central's API where both have the thing, so that scripts
// written for Central work; errors are {"message", "code"}.
#pragma once

#include <string>

#include "sync/endpoint/access.h"
#include "sync/endpoint/http/router.h"
#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

// Adds a route whose refusals are JSON.
void add_management_route(Router& router, const std::string& method, const std::string& pattern, Begin begin);

// Looks at the headers of a request with a body: may the caller manage this project?
Allow allow_managers(const Service& service);

// The number of the project in the address, of a request that allow_managers() has let in.
std::expected<ProjectId, Response> managed_project(const Service& service, const Request& request);

// 404 for not_found, 409 for conflict, 400 for what the caller can mend, else a failure of ours.
Response management_refusal(const Service& service, const Error& error);

// One form as JSON, as …/forms lists it.
std::string form_json(const FormSummary& form);

} // namespace pilotage::endpoint
