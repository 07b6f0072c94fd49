// An endpoint that does not wait, when it stops, for requests that have begun: where connections are cut short in their middle,
// libmicrohttpd hears of it only by its time-out.
#pragma once

#include "sync/endpoint/endpoint.h"

namespace pilotage::tests {

inline endpoint::EndpointOptions without_grace() {
  endpoint::EndpointOptions options;
  options.grace = std::chrono::seconds(0);
  return options;
}

} // namespace pilotage::tests
