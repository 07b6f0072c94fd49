// A questionnaire as the body of a request: what the headers say of it, and what its sender is told. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "sync/endpoint/form_reading.h"
#include "sync/endpoint/http/request.h"
#include "sync/endpoint/http/response.h"
#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

// The media type says what the body is, as on Central; X-XlsForm-FormId-Fallback names a workbook that has no form id of its own.
FormUpload upload_in(const Request& request, std::string_view body);

// 400.16 with the warnings, as Central gives them, unless the request says ignoreWarnings=true or there are none.
std::optional<Response> unless_ignored(const Request& request, const std::vector<std::string>& warnings);

// management_refusal, but a file that the form misses is the sender's to mend (400), not an address that is not there (404).
Response form_refusal(const Service& service, const Error& error);

} // namespace pilotage::endpoint
