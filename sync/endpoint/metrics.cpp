#include "sync/endpoint/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace pilotage::endpoint {

namespace {

// Seconds.
constexpr std::array kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0};

std::string metric_heading(std::string_view name, std::string_view type, std::string_view help) {
  return fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

std::string gauge(std::string_view name, std::int64_t value, std::string_view help) {
  return metric_heading(name, "gauge", help) + fmt::format("{} {}\n", name, value);
}

std::string counters(std::string_view name, std::string_view label, const std::map<std::string, std::uint64_t, std::less<>>& values,
                     std::string_view help) {
  std::string text = metric_heading(name, "counter", help);
  for (const auto& [value, count] : values) text += fmt::format("{}{{{}=\"{}\"}} {}\n", name, label, value, count);
  return text;
}

std::string_view outcome_name(const StoredSubmission& stored) {
  if (stored.outcome == Stored::superseded) return "conflict";
  if (stored.outcome == Stored::circle || stored.outcome == Stored::too_many_files) return "refused";
  if (stored.outcome == Stored::other_content || !stored.conflicting_files.empty()) return "conflict";
  return stored.outcome == Stored::first ? "stored" : "repeated";
}

} // namespace

std::uint64_t Metrics::Series::count() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t n : std::views::values(requests)) sum += n;
  return sum;
}

void Metrics::count(const Served& request) {
  // A method is the client's word: only those that a route knows are counted by name.
  const std::string_view method = request.route.empty() ? "other" : request.method;
  const double seconds = static_cast<double>(request.duration.count()) / 1e6;
  const std::lock_guard lock(mutex_);
  Series& series = series_[{std::string(method), std::string(request.route)}];
  ++series.requests[request.status];
  series.bytes_in += request.bytes_in;
  series.seconds += seconds;
  for (auto bound = static_cast<std::size_t>(std::ranges::lower_bound(kBounds, seconds) - kBounds.begin()); bound < kBounds.size(); ++bound)
    ++series.within[bound];
}

void Metrics::submission_ends(const Result<StoredSubmission>& stored) {
  --submissions_waiting_;
  const std::lock_guard lock(mutex_);
  ++submissions_[std::string(stored ? outcome_name(*stored) : "failed")];
}

void Metrics::count_failure(std::string_view code) {
  const std::lock_guard lock(mutex_);
  ++failures_[std::string(code)];
}

void Metrics::add_requests(std::string& text, const std::map<Route, Series>& all) {
  text += metric_heading("pilotage_requests_total", "counter", "Requests that were answered; status 0: the connection broke before.");
  for (const auto& [route, series] : all)
    for (const auto& [status, count] : series.requests)
      text +=
          fmt::format("pilotage_requests_total{{method=\"{}\",route=\"{}\",status=\"{}\"}} {}\n", route.first, route.second, status, count);
  text += metric_heading("pilotage_request_bytes_total", "counter", "Bytes of their bodies.");
  for (const auto& [route, series] : all)
    text += fmt::format("pilotage_request_bytes_total{{method=\"{}\",route=\"{}\"}} {}\n", route.first, route.second, series.bytes_in);
}

void Metrics::add_durations(std::string& text, const std::map<Route, Series>& all) {
  text += metric_heading("pilotage_request_seconds", "histogram", "Time from a request's first byte to the end of its answer.");
  for (const auto& [route, series] : all) {
    const std::string labels = fmt::format("method=\"{}\",route=\"{}\"", route.first, route.second);
    for (std::size_t i = 0; i < kBounds.size(); ++i)
      text += fmt::format("pilotage_request_seconds_bucket{{{},le=\"{}\"}} {}\n", labels, kBounds[i], series.within[i]);
    text += fmt::format("pilotage_request_seconds_bucket{{{},le=\"+Inf\"}} {}\n", labels, series.count());
    text += fmt::format("pilotage_request_seconds_sum{{{}}} {:.6f}\n", labels, series.seconds);
    text += fmt::format("pilotage_request_seconds_count{{{}}} {}\n", labels, series.count());
  }
}

std::string Metrics::text(const Standing& standing) const {
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    add_requests(text, series_);
    add_durations(text, series_);
    text += counters("pilotage_submissions_total", "outcome", submissions_, "Submissions that came, by post or in a batch.");
    text += counters("pilotage_failures_total", "code", failures_, "What went wrong inside: the disk, the database. The log says more.");
  }
  text += gauge("pilotage_submissions_waiting", submissions_waiting_, "Submissions that wait for the storage now.");
  text += gauge("pilotage_work_waiting", static_cast<std::int64_t>(standing.work_waiting), "Work that waits for a thread now.");
  text += gauge("pilotage_connections", static_cast<std::int64_t>(standing.connections), "Connections that are open now.");
  if (standing.certificate_expires_at)
    text += gauge("pilotage_certificate_expires_seconds", *standing.certificate_expires_at,
                  "When the TLS certificate in use expires, in seconds since 1970.");
  return text;
}

} // namespace pilotage::endpoint
