// What the management API's resources have in common. Its shapes are those of ODK Central's API where both have the thing, so that scripts
// written for Central work; errors are {"message", "code", "details"}.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>

#include "sync/endpoint/access.h"
#include "sync/endpoint/http/body_stream.h"
#include "sync/endpoint/http/router.h"
#include "sync/endpoint/service.h"
#include "sync/endpoint/storage/audited.h"

namespace pilotage::endpoint {

// Adds a route whose refusals are JSON.
void add_management_route(Router& router, const std::string& method, const std::string& pattern, Begin begin);

// A refusal as ODK Central has it: {"message", "code", "details"}. What is a plain sentence becomes one; its code is the status and what
// Central adds to it most often.
Response json_refusal(Response response);
// The same for a refusal that scripts know by a code of its own, such as 409.6.
Response problem_response(double code, std::string_view sentence);

// Looks at the headers of a request with a body: may the caller manage this project?
Allow allow_managers(const Service& service);

// The number of the project in the address, of a request that allow_managers() has let in.
std::expected<ProjectId, Response> managed_project(const Service& service, const Request& request);

// An administrative act. `details` is JSON without secrets.
struct Administered {
  const Identity& by;
  ProjectId project = 0;   // 0: none in particular
  std::string_view action; // "user.create", as ODK Central names them
  std::string details = "{}";
  std::string instance_id = {}; // of the submission that it is about
};
AuditEntry entry_of(const Administered& act);
void log_act(const Service& service, const AuditEntry& entry);

// The act and its entry in the audit log as one, by audited() of the storage; then a line in the log.
template <typename Change>
auto audited(const Service& service, const Administered& act, Change change) {
  AuditEntry entry = entry_of(act);
  auto outcome = audited(service.storage, entry, std::move(change));
  if (has_changed(outcome)) log_act(service, entry);
  return outcome;
}

// Looks at the headers: is the caller an administrator?
Allow allow_administrators(const Service& service);

// An answer that is made while it is sent, on the workers. What fails in the middle is logged, and the connection is cut.
Response stream_response(const Service& service, std::string content_type, NextPiece pieces);

// Who made something, as X-Extended-Metadata tells it: the actor of this number, or the host (id 0).
nlohmann::ordered_json maker_json(const Service& service, ActorId id);

// 404 for not_found, 409 for conflict, 400 for what the caller can mend, else a failure of ours.
Response management_refusal(const Service& service, const Error& error);

} // namespace pilotage::endpoint
