// GET /v1/audits: what was administered, by whom and when; the newest first. For administrators.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/audit_json.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/moment.h"
#include "sync/endpoint/storage/identity.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kMost = 10'000;

// Central's names for groups of actions, as its page of audits offers them.
std::string actions_named(std::string_view name) {
  if (name == "nonverbose") return {};
  for (const std::string_view group : {"user", "project", "form", "submission", "field_key"})
    if (name == group) return std::string(group) + '.';
  return std::string(name);
}

std::expected<std::int64_t, Response> number(const Request& request, std::string_view name, std::int64_t otherwise) {
  const auto text = request.query_value(name);
  if (!text) return otherwise;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < 0)
    return std::unexpected(text_response(400, "The parameters \"limit\" and \"offset\" must be whole numbers."));
  return value;
}

std::expected<std::int64_t, Response> moment(const Request& request, std::string_view name) {
  const auto text = request.query_value(name);
  if (!text) return 0;
  const auto milliseconds = milliseconds_of(*text);
  if (!milliseconds)
    return std::unexpected(text_response(400, "The parameters \"start\" and \"end\" must be moments such as 2026-03-01T00:00:00Z."));
  return *milliseconds;
}

std::expected<AuditFilter, Response> filter_of(const Request& request) {
  AuditFilter filter{.action = actions_named(request.query_value("action").value_or("")), .from = 0, .until = 0, .limit = 0, .offset = 0};
  auto limit = number(request, "limit", kMost);
  auto offset = number(request, "offset", 0);
  auto from = moment(request, "start");
  auto until = moment(request, "end");
  for (auto* checked : {&limit, &offset, &from, &until})
    if (!*checked) return std::unexpected(std::move(checked->error()));
  filter.limit = std::min(*limit, kMost);
  filter.offset = *offset;
  filter.from = *from;
  filter.until = *until;
  return filter;
}

Response audits(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  if (!is_administrator(*identity)) return text_response(403, "Only an administrator reads the audit log.");
  const auto filter = filter_of(request);
  if (!filter) return text_response(filter.error().status, filter.error().body);
  const auto entries = service.storage.audits(*filter);
  if (!entries) return failure_response(service, entries.error());
  const bool extended = wants_extended(request);
  ordered_json json = ordered_json::array();
  for (const AuditEntry& entry : *entries) json.push_back(audit_json(entry, extended));
  return json_response(200, json.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

} // namespace

void add_audit_routes(Router& router, const Service& service) {
  add_management_route(router, "GET", "/v1/audits", answer([&service](const Request& request) { return audits(service, request); }));
}

} // namespace pilotage::endpoint
