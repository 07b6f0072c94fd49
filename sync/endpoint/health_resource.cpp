// GET /healthz: 200 where the database answers, for load balancers and the host.
#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

void add_health_routes(Router& router, const Service& service) {
  router.add("GET", "/healthz", answer([&service](const Request&) {
               if (auto checked = service.storage.check(); !checked) return text_response(503, "The database does not answer.");
               return text_response(200, "ok");
             }));
}

} // namespace pilotage::endpoint
