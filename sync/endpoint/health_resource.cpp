// GET /healthz: 200 where the database answers, for load balancers and the host. GET /metrics: what was served, for Prometheus, with the
// token that the host has made for it (metrics_token_file), or an administrator's.
#include <sodium.h>

#include "sync/endpoint/access.h"
#include "sync/endpoint/service.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

namespace {

bool is_from_prometheus(const Service& service, const Request& request) {
  if (service.metrics_token_hash.empty() || !may_carry_credentials(request)) return false;
  const std::string hash = sync::sha256_hex(secret_of(request));
  return sodium_memcmp(hash.data(), service.metrics_token_hash.data(), hash.size()) == 0;
}

std::optional<Response> refused_metrics(const Service& service, const Request& request) {
  if (is_from_prometheus(service, request)) return std::nullopt;
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  if (!is_administrator(*identity)) return text_response(403, "Only an administrator reads the metrics.");
  return std::nullopt;
}

} // namespace

void add_health_routes(Router& router, const Service& service) {
  router.add("GET", "/healthz", answer([&service](const Request&) {
               if (auto checked = service.storage.check(); !checked) return text_response(503, "The database does not answer.");
               return text_response(200, "ok");
             }));
  router.add("GET", "/metrics", answer([&service](const Request& request) {
               if (auto refused = refused_metrics(service, request)) return std::move(*refused);
               Response response{.status = 200, .headers = {}, .body = service.metrics_text(), .file = {}};
               response.with("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
               return response;
             }));
}

} // namespace pilotage::endpoint
