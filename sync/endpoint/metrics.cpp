#include "sync/endpoint/metrics.h"

#include <fmt/format.h>

namespace pilotage::endpoint {

void Metrics::count(const Served& request) {
  // A method is the client's word: only those that a route knows are counted by name.
  const std::string_view method = request.route.empty() ? "other" : request.method;
  const std::lock_guard lock(mutex_);
  Series& series = series_[{std::string(method), std::string(request.route), request.status}];
  ++series.requests;
  series.bytes_in += request.bytes_in;
  series.seconds += static_cast<double>(request.duration.count()) / 1e6;
}

std::string Metrics::text() const {
  std::string requests = "# HELP pilotage_requests_total Requests that were answered.\n# TYPE pilotage_requests_total counter\n";
  std::string bytes = "# HELP pilotage_request_bytes_total Bytes of their bodies.\n# TYPE pilotage_request_bytes_total counter\n";
  std::string seconds = "# HELP pilotage_request_seconds_total Time from their first byte to the end of the answer.\n"
                        "# TYPE pilotage_request_seconds_total counter\n";
  const std::lock_guard lock(mutex_);
  for (const auto& [key, series] : series_) {
    const std::string labels =
        fmt::format("{{method=\"{}\",route=\"{}\",status=\"{}\"}}", std::get<0>(key), std::get<1>(key), std::get<2>(key));
    requests += fmt::format("pilotage_requests_total{} {}\n", labels, series.requests);
    bytes += fmt::format("pilotage_request_bytes_total{} {}\n", labels, series.bytes_in);
    seconds += fmt::format("pilotage_request_seconds_total{} {:.6f}\n", labels, series.seconds);
  }
  return requests + bytes + seconds;
}

} // namespace pilotage::endpoint
