// What all OpenRosa resources have in common: their two addresses, their headers, and errors as an envelope that ODK Collect shows.
#pragma once

#include <string>
#include <string_view>

#include "sync/endpoint/http/router.h"
#include "sync/endpoint/service.h"
#include "sync/protocol/extensions.h"

namespace pilotage::endpoint {

// Adds the route under /v1/projects/{project} and /v1/key/{token}/projects/{project}. Every answer gets X-OpenRosa-Version, the post limit
// and what this server speaks beside OpenRosa; refusals become envelopes.
void add_openrosa_route(Router& router, const Service& service, const std::string& method, const std::string& path, Begin begin);
// The same at one address, given whole, and with what is there beside OpenRosa.
void add_openrosa_route_at(Router& router, const Service& service, const std::string& method, const std::string& pattern,
                           const sync::Extensions& extensions, Begin begin);

// 400 unless the request says X-OpenRosa-Version: 1.0, as ODK Central wants it of form list, manifest and submission.
std::optional<Response> check_openrosa_version(const Request& request);

// A refusal as plain text; add_openrosa_route makes it an envelope.
std::unexpected<Response> refuse(int status, std::string_view sentence);

// text/xml with a weak ETag; 304 where the request has it already.
Response xml_response(const Request& request, std::string xml);

// "https://host", as the client knows the server.
std::string server_url(const Service& service, const Request& request);

// "https://host/v1/projects/1" or "https://host/v1/key/…/projects/1": the address under which the client knows the project.
std::string project_url(const Service& service, const Request& request);

} // namespace pilotage::endpoint
