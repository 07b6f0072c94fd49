#include "sync/endpoint/http/connection_watch.h"

#include <sys/socket.h>

#include <utility>

#include "sync/endpoint/http/early_answer.h"

namespace pilotage::endpoint {

namespace {

std::int64_t steady_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

constexpr std::int64_t kLingers = 5'000; // milliseconds, for a client that sends on to read its answer

} // namespace

void WatchedConnection::enter(Phase next) {
  since = steady_milliseconds();
  body_bytes = 0;
  if (next == Phase::body) had_request = true;
  phase = next;
}

void WatchedConnection::call_too_slow() {
  Phase body = Phase::body;
  if (phase.compare_exchange_strong(body, Phase::too_slow)) since = steady_milliseconds();
}

// The library would close it without a word, and its TLS session is not ours to write to. Nor is it told between two requests: a proxy
// that keeps it for the next one could take this for the answer to that.
void WatchedConnection::refuse_headers() {
  if (certificate == nullptr && !had_request) send_early(socket, too_slow_response());
}

ConnectionWatch::ConnectionWatch(const Patience& patience, std::function<void()> on_slow_headers)
    : patience_(patience), on_slow_headers_(std::move(on_slow_headers)), thread_([this] { run(); }) {}

ConnectionWatch::~ConnectionWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
  for (const WatchedConnection* connection : connections_) delete connection;
}

WatchedConnection* ConnectionWatch::opened(int socket, std::shared_ptr<const ServerCertificate> certificate) {
  auto* connection = new WatchedConnection(socket, std::move(certificate));
  connection->enter(WatchedConnection::Phase::waiting);
  const std::lock_guard lock(mutex_);
  connections_.insert(connection);
  return connection;
}

void ConnectionWatch::closed(WatchedConnection* connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  delete connection;
}

std::size_t ConnectionWatch::open_connections() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

void ConnectionWatch::linger(WatchedConnection& connection, std::function<void()> wake) {
  connection.enter(WatchedConnection::Phase::answering);
  {
    const std::lock_guard lock(mutex_);
    if (may_linger_) {
      connection.wake = std::move(wake);
      return;
    }
  }
  wake();
}

void ConnectionWatch::end_lingering() {
  {
    const std::lock_guard lock(mutex_);
    may_linger_ = false;
  }
  for (const auto& wake : take_wakes(steady_milliseconds())) wake();
}

ConnectionWatch::Wakes ConnectionWatch::take_wakes(std::int64_t lingering_since) {
  const std::lock_guard lock(mutex_);
  Wakes wakes;
  for (WatchedConnection* connection : connections_)
    if (connection->wake && connection->since <= lingering_since) wakes.push_back(std::exchange(connection->wake, nullptr));
  return wakes;
}

bool ConnectionWatch::late(const WatchedConnection& connection, std::int64_t now) const {
  const std::int64_t age = now - connection.since;
  switch (connection.phase.load()) {
  case WatchedConnection::Phase::waiting: return age > patience_.header_timeout.count() * 1000;
  case WatchedConnection::Phase::body:
    return age > patience_.body_grace.count() * 1000 &&
           connection.body_bytes * 1000 < patience_.slowest_body * static_cast<std::uint64_t>(age);
  case WatchedConnection::Phase::too_slow: return age > patience_.body_grace.count() * 1000;
  case WatchedConnection::Phase::answering: return false;
  }
  return false;
}

int ConnectionWatch::end_late_ones(std::int64_t now) {
  using Phase = WatchedConnection::Phase;
  int slow_headers = 0;
  for (WatchedConnection* connection : connections_) {
    if (!late(*connection, now)) continue;
    const Phase phase = connection->phase;
    if (phase == Phase::body) {
      connection->call_too_slow();
      continue;
    }
    if (phase == Phase::waiting) connection->refuse_headers();
    ::shutdown(connection->socket, SHUT_RDWR);
    if (phase != Phase::waiting) continue;
    ++slow_headers;
    connection->enter(Phase::answering); // it is told once
  }
  return slow_headers;
}

// libmicrohttpd waits for edges of epoll and forgets one whose bytes it has read: the end of a connection that came with them too, until
// its time-out. Who has hung up sends no more, so to end the receiving side takes nothing away; but it makes a new edge. What has come is
// still read, and who only listens any more still gets an answer.
void ConnectionWatch::point_out_ends() {
  polled_.clear();
  for (const WatchedConnection* connection : connections_)
    if (connection->phase != WatchedConnection::Phase::answering)
      polled_.push_back({.fd = connection->socket, .events = POLLRDHUP, .revents = 0});
  if (::poll(polled_.data(), polled_.size(), 0) <= 0) return;
  for (const pollfd& socket : polled_)
    if (socket.revents != 0) ::shutdown(socket.fd, SHUT_RD);
}

void ConnectionWatch::run() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) {
    const std::int64_t now = steady_milliseconds();
    int slow_headers = end_late_ones(now);
    point_out_ends();
    lock.unlock();
    for (; slow_headers > 0; --slow_headers) on_slow_headers_();
    for (const auto& wake : take_wakes(now - kLingers)) wake(); // a connection that sleeps is not closed meanwhile
    lock.lock();
  }
}

} // namespace pilotage::endpoint
