#include "support/second_delivery.h"

#include <algorithm>

namespace pilotage::tests {

namespace {

// So long the server may take for its answers, which nobody reads.
constexpr std::chrono::milliseconds kTimeToAnswer{500};

} // namespace

void SecondDelivery::add(std::string_view bytes, FaultClock::time_point now, std::chrono::milliseconds delay) {
  pipe_.add(bytes, now, delay, 0, free_at_);
}

void SecondDelivery::finish(FaultClock::time_point now) {
  finished_ = true;
  move(now);
}

void SecondDelivery::watch(std::vector<pollfd>& watched, FaultClock::time_point now) const {
  if (!server_.is_open()) return;
  const bool has_bytes = !pipe_.arrived(now).empty();
  watched.push_back({.fd = server_.get(), .events = static_cast<short>(has_bytes ? POLLIN | POLLOUT : POLLIN), .revents = 0});
}

std::optional<FaultClock::time_point> SecondDelivery::next() const { return pipe_.empty() ? hang_up_at_ : pipe_.next(); }

void SecondDelivery::move(FaultClock::time_point now) {
  if (over_) return;
  while (!pipe_.arrived(now).empty()) {
    if (!server_.is_open()) server_ = OpenSocket::connected(server_port_);
    const auto bytes = pipe_.arrived(now);
    const auto put = server_.is_open() ? ::send(server_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL) : -1;
    if (put < 0 && server_.is_open() && errno == EAGAIN) break;
    if (put < 0) {
      over_ = true;
      return server_.close();
    }
    pipe_.drop(static_cast<std::size_t>(put));
    hang_up_at_.reset();
  }
  char ignored[16384];
  long got = 1;
  while (server_.is_open() && (got = ::recv(server_.get(), ignored, sizeof ignored, MSG_DONTWAIT)) > 0) hang_up_at_.reset();
  const bool hung_up = server_.is_open() && (got == 0 || errno != EAGAIN);
  if (finished_ && pipe_.empty() && !hang_up_at_) hang_up_at_ = now + kTimeToAnswer;
  if (!hung_up && !(finished_ && pipe_.empty() && now >= *hang_up_at_)) return;
  over_ = true;
  server_.close();
}

} // namespace pilotage::tests
