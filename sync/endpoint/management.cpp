#include "sync/endpoint/management.h"

#include <nlohmann/json.hpp>

#include "sync/endpoint/storage/identity.h"

namespace pilotage::endpoint {

namespace {

Response json_refusal(Response response) {
  if (response.status < 400 || response.headers.empty() || !response.headers.front().second.starts_with("text/plain")) return response;
  while (response.body.ends_with('\n')) response.body.pop_back();
  response.body =
      nlohmann::json{{"message", response.body}, {"code", response.status}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  response.headers.front().second = "application/json; charset=utf-8";
  return response;
}

} // namespace

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

std::string form_json(const FormSummary& form) {
  const nlohmann::ordered_json json = {{"projectId", form.project},
                                       {"xmlFormId", form.form_id},
                                       {"name", form.title},
                                       {"version", form.version},
                                       {"hash", form.md5},
                                       {"state", name(form.state)},
                                       {"publishedAt", iso_time(form.published_at)},
                                       {"submissions", form.submissions}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace pilotage::endpoint
