// What a request is told whose address or method this server does not have. Under /v1 in the shape of ODK Central's errors, and where
// Central has the thing, with a sentence that says what is here instead.
#pragma once

#include "sync/endpoint/http/request.h"
#include "sync/endpoint/http/response.h"

namespace pilotage::endpoint {

Response not_here(const Request& request, Response refusal);

} // namespace pilotage::endpoint
