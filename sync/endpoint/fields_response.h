// The questions and groups of a form, in its order, as ODK Central lists them. Any thread.
#pragma once

#include <string_view>

#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

// ?odata=true names them as OData does.
Response fields_response(const Service& service, const Request& request, std::string_view xform);

} // namespace pilotage::endpoint
