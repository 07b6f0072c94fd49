// Counts of what was served, in the text form that Prometheus reads. Labels hold nothing personal: routes, not paths. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sync/endpoint/http/server.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

class Metrics {
public:
  // How things stand at the moment of asking.
  struct Standing {
    std::size_t connections = 0;
    std::size_t work_waiting = 0;                      // for a thread of the worker pool
    std::optional<std::time_t> certificate_expires_at; // of the one in use
  };

  void count(const Served& request);
  // A submission begins to wait for the storage, and is stored (or known already, or a conflict), or not.
  void submission_begins() { ++submissions_waiting_; }
  void submission_ends(const Result<StoredSubmission>& stored);
  // Something inside went wrong: the disk, the database.
  void count_failure(std::string_view code);

  std::string text(const Standing& standing) const;

private:
  struct Series {
    std::map<int, std::uint64_t> requests; // by status
    std::uint64_t bytes_in = 0;
    double seconds = 0;
    std::array<std::uint64_t, 15> within{}; // requests that took no longer than the bound; see kBounds
    std::uint64_t count() const;
  };
  using Route = std::pair<std::string, std::string>; // method and route: the program has few of each

  static void add_requests(std::string& text, const std::map<Route, Series>& series);
  static void add_durations(std::string& text, const std::map<Route, Series>& series);

  std::atomic<std::int64_t> submissions_waiting_ = 0;
  mutable std::mutex mutex_;
  std::map<Route, Series> series_;
  std::map<std::string, std::uint64_t, std::less<>> submissions_; // by outcome
  std::map<std::string, std::uint64_t, std::less<>> failures_;    // by code
};

} // namespace pilotage::endpoint
