#include "sync/endpoint/management.h"

#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

namespace {

// Central's codes say more than the status; these are the ones that its scripts look at.
double central_code(int status) {
  switch (status) {
  case 401: return 401.2;
  case 403: return 403.1;
  case 404: return 404.1;
  case 409: return 409.3;
  case 501: return 501.1;
  default: return status;
  }
}

std::string problem_json(double code, std::string_view sentence) {
  const nlohmann::ordered_json json = {{"message", sentence}, {"code", code}, {"details", nullptr}};
  return json_text(json);
}

bool is_sentence(const Response& response) {
  return !response.headers.empty() && response.headers.front().second.starts_with("text/plain");
}

} // namespace

Response json_refusal(Response response) {
  if (response.status < 400 || !is_sentence(response)) return response;
  while (response.body.ends_with('\n')) response.body.pop_back();
  response.body = problem_json(central_code(response.status), response.body);
  response.headers.front().second = "application/json; charset=utf-8";
  return response;
}

Response problem_response(double code, std::string_view sentence) {
  return json_response(static_cast<int>(code), problem_json(code, sentence));
}

void add_management_route(Router& router, const std::string& method, const std::string& pattern, Begin begin) {
  router.add(method, pattern, dressed(std::move(begin), json_refusal));
}

Allow allow_managers(const Service& service) {
  return [&service](const Request& request) -> std::optional<Response> {
    auto caller = authorize(service.storage, request, Act::manage);
    if (!caller) return std::move(caller.error());
    return std::nullopt;
  };
}

std::expected<ProjectId, Response> managed_project(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::unexpected(std::move(caller.error()));
  return caller->project;
}

AuditEntry entry_of(const Administered& act) {
  return {.actor = act.by.actor,
          .project = act.project,
          .action = std::string(act.action),
          .details = act.details,
          .logged_at = milliseconds_now(),
          .instance_id = act.instance_id};
}

void log_act(const Service& service, const AuditEntry& entry) {
  service.log.write(LogLevel::info, "administration", {{"action", entry.action}, {"actor", entry.actor.id}, {"project", entry.project}});
}

Allow allow_administrators(const Service& service) {
  return [&service](const Request& request) -> std::optional<Response> {
    auto identity = authenticate(service.storage, request);
    if (!identity) return std::move(identity.error());
    if (!is_administrator(*identity)) return text_response(403, "Only an administrator may do this.");
    return std::nullopt;
  };
}

Response stream_response(const Service& service, std::string content_type, NextPiece pieces) {
  const auto attempted = [pieces = std::move(pieces)]() -> Result<std::string> {
    try {
      return pieces();
    } catch (const std::exception& defect) {
      return std::unexpected(defect_of(defect));
    }
  };
  NextPiece logged = [&service, attempted] {
    Result<std::string> piece = attempted();
    if (!piece) static_cast<void>(failure_response(service, piece.error()));
    return piece;
  };
  Response response{.status = 200, .headers = {}, .body = {}, .file = {}};
  response.with("Content-Type", std::move(content_type));
  response.stream = stream_of(std::move(logged), [&service](std::function<void()> work) { service.workers.post(std::move(work)); });
  return response;
}

nlohmann::ordered_json maker_json(const Service& service, ActorId id) {
  if (const auto actor = service.storage.actor(id)) return actor_json(*actor);
  return {{"id", 0}, {"type", "host"}, {"displayName", "pilotage-endpoint"}};
}

Response management_refusal(const Service& service, const Error& error) {
  switch (error.code) {
  case ErrorCode::not_found: return text_response(404, error.to_string());
  case ErrorCode::conflict: return text_response(409, error.to_string());
  case ErrorCode::malformed:
  case ErrorCode::unsupported:
  case ErrorCode::invalid_value:
  case ErrorCode::cycle:
  case ErrorCode::limit_exceeded: return text_response(400, error.to_string());
  default: return failure_response(service, error);
  }
}

} // namespace pilotage::endpoint
