// GET /healthz: 200 where the database answers, for load balancers and the host. GET /metrics: what was served, for Prometheus, with an
// administrator's token.
#include "sync/endpoint/access.h"
#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

void add_health_routes(Router& router, const Service& service) {
  router.add("GET", "/healthz", answer([&service](const Request&) {
               if (auto checked = service.storage.check(); !checked) return text_response(503, "The database does not answer.");
               return text_response(200, "ok");
             }));
  router.add("GET", "/metrics", answer([&service](const Request& request) {
               auto identity = authenticate(service.storage, request);
               if (!identity) return std::move(identity.error());
               if (!is_administrator(*identity)) return text_response(403, "Only an administrator reads the metrics.");
               Response response{.status = 200, .headers = {}, .body = service.metrics_text(), .file = {}};
               response.with("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
               return response;
             }));
}

} // namespace pilotage::endpoint
