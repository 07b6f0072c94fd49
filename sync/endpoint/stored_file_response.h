// A file of a form as an answer, with the entity tag by which a client that has it already is told so. Any thread.
#pragma once

#include <vector>

#include "sync/endpoint/http/request.h"
#include "sync/endpoint/http/response.h"
#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

// The one that {name} in the address names; 404 where the form has none of that name.
Response form_file_response(const Service& service, const Request& request, const std::vector<FormFile>& files);

} // namespace pilotage::endpoint
