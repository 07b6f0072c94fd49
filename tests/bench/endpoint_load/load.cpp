#include "bench/endpoint_load/load.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "bench/endpoint_load/load_connection.h"

namespace pilotage::bench {

namespace {

using Clock = LoadConnection::Clock;

class LoadRun {
public:
  explicit LoadRun(const LoadPlan& plan) : plan_(plan), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (int i = 0; i < plan_.connections; ++i) {
      connections_.push_back(std::make_unique<LoadConnection>(plan_.port, plan_.tls));
      epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.ptr = connections_.back().get()}};
      ::epoll_ctl(poll_, EPOLL_CTL_ADD, connections_.back()->socket(), &event);
    }
  }
  ~LoadRun() { ::close(poll_); }
  LoadRun(const LoadRun&) = delete;
  LoadRun& operator=(const LoadRun&) = delete;

  LoadFigures figures() {
    begin_ = Clock::now();
    const auto end = begin_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(plan_.seconds));
    while (Clock::now() < end && !(is_used_up_ && latencies_.size() == started_)) {
      begin_requests();
      epoll_event events[64];
      const int n = ::epoll_wait(poll_, events, 64, plan_.rate > 0 ? 1 : 100);
      for (int i = 0; i < n; ++i) go_on(*static_cast<LoadConnection*>(events[i].data.ptr));
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    if (latencies_.empty()) throw std::runtime_error("nothing was answered");
    std::ranges::sort(latencies_);
    return {.per_second = static_cast<double>(latencies_.size()) / seconds, .median = percentile(0.5), .percentile_99 = percentile(0.99)};
  }

private:
  double percentile(double p) const { return latencies_[static_cast<std::size_t>(p * static_cast<double>(latencies_.size() - 1))]; }
  bool may_start() const {
    return plan_.rate <= 0 || static_cast<double>(started_) < plan_.rate * std::chrono::duration<double>(Clock::now() - begin_).count();
  }
  void begin_requests() {
    for (const auto& connection : connections_) {
      if (connection->busy() || is_used_up_ || !may_start()) continue;
      std::string request = plan_.request();
      if (is_used_up_ = request.empty(); is_used_up_) return;
      connection->start(std::move(request));
      ++started_;
      go_on(*connection);
    }
  }
  void go_on(LoadConnection& connection) {
    if (!connection.busy()) return;
    const int status = connection.advance();
    if (status == 0) return;
    if (!plan_.is_good(status, connection.answer())) throw std::runtime_error("the endpoint answered " + connection.answer());
    latencies_.push_back(std::chrono::duration<double, std::milli>(connection.elapsed()).count());
  }

  const LoadPlan& plan_;
  int poll_;
  std::vector<std::unique_ptr<LoadConnection>> connections_;
  Clock::time_point begin_;
  std::uint64_t started_ = 0;
  bool is_used_up_ = false;
  std::vector<double> latencies_; // milliseconds
};

} // namespace

LoadFigures run_load(const LoadPlan& plan) { return LoadRun(plan).figures(); }

} // namespace pilotage::bench
