#include "support/proxied_connection.h"

#include <algorithm>

namespace pilotage::tests {

namespace {

// A client that has been silent for so long has said all and waits for the answer.
constexpr std::chrono::milliseconds kQuiet{30};

constexpr std::string_view kPortalPage =
    "<html><head><title>Welcome</title></head><body><h1>Free Wi-Fi</h1><form>Sign in to go on</form></body></html>";

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

} // namespace

ProxiedConnection::ProxiedConnection(OpenSocket client, int server_port, const Passage& passage, SharedLink& shared)
    : client_(std::move(client)), server_port_(server_port), passage_(passage), link_(shared.link),
      up_{.source = client_, .sink = server_, .counter = shared.bytes_up, .free_at = shared.up_free_at},
      down_{.source = server_, .sink = client_, .counter = shared.bytes_down, .free_at = shared.down_free_at} {
  if (passage_.portal) return;
  server_ = OpenSocket::connected(server_port_);
  if (!server_.is_open()) client_.reset();
  client_.send_at_once();
  server_.send_at_once();
  if (passage_.twice == Twice::at_once) second_.emplace(server_port_);
}

void ProxiedConnection::watch(std::vector<pollfd>& watched, FaultClock::time_point now) const {
  const auto watch_one = [&](const OpenSocket& socket, bool reads, bool writes) {
    const int events = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0);
    if (socket.is_open() && events != 0) watched.push_back({.fd = socket.get(), .events = static_cast<short>(events), .revents = 0});
  };
  watch_one(client_, stalled_ || may_read(up_), !stalled_ && !down_.pipe.arrived(now).empty());
  if (!stalled_) watch_one(server_, may_read(down_), !up_.pipe.arrived(now).empty());
  if (second_) second_->watch(watched, now);
}

std::optional<FaultClock::time_point> ProxiedConnection::next(FaultClock::time_point now) const {
  std::optional<FaultClock::time_point> first;
  const auto consider = [&](std::optional<FaultClock::time_point> moment) {
    if (moment && *moment > now && (!first || *moment < *first)) first = moment;
  };
  consider(up_.pipe.next());
  consider(down_.pipe.next());
  if (!held_.empty()) consider(held_since_ + kQuiet);
  if (second_) consider(second_->next());
  return first;
}

void ProxiedConnection::move(FaultClock::time_point now) {
  if (second_) second_->move(now);
  if (stalled_) return notice_that_the_client_left(now);
  for (const Way way : {Way::up, Way::down}) read(way, now);
  for (const Way way : {Way::up, Way::down}) write(way, now);
  notice_that_the_client_waits(now);
  if (client_.is_open() && up_.sink_told && down_.sink_told) end(now, Ending::close);
}

void ProxiedConnection::read(Way way, FaultClock::time_point now) {
  Stream& stream = way == Way::up ? up_ : down_;
  char buffer[65536];
  while (stream.source.is_open() && may_read(stream) && !stalled_) {
    const auto got = ::recv(stream.source.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && would_block()) return;
    if (got < 0) return end(now, Ending::reset);
    if (got == 0)
      stream.source_ended = true;
    else
      take(way, {buffer, static_cast<std::size_t>(got)}, now);
  }
}

void ProxiedConnection::take(Way way, std::string_view bytes, FaultClock::time_point now) {
  Stream& stream = way == Way::up ? up_ : down_;
  if (way == Way::up) {
    if (passage_.portal) return answer_as_portal(now);
    if (passage_.delivered_after_the_end.count() > 0 && (!held_.empty() || bytes.starts_with("POST"))) {
      held_ += bytes;
      held_since_ = now;
      return;
    }
    if (passage_.twice == Twice::at_once) second_->add(bytes, now);
    if (passage_.twice == Twice::later) sent_up_ += bytes;
  }
  stream.pipe.add(bytes, now, link_.delay, link_.bytes_per_second, stream.free_at);
}

void ProxiedConnection::write(Way way, FaultClock::time_point now) {
  Stream& stream = way == Way::up ? up_ : down_;
  const Cut* cut = cut_of(way);
  while (stream.sink.is_open()) {
    if (cut != nullptr && stream.passed >= cut->after_bytes) return end(now, cut->ending);
    auto bytes = stream.pipe.arrived(now);
    if (bytes.empty()) break;
    if (cut != nullptr) bytes = bytes.substr(0, cut->after_bytes - stream.passed);
    stream.counter += bytes.size(); // before they go: who has them may ask at once how many went
    const auto put = ::send(stream.sink.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    const bool blocked = put < 0 && would_block();
    stream.counter -= bytes.size() - static_cast<std::uint64_t>(std::max<ssize_t>(put, 0));
    if (blocked) return;
    if (put < 0) return end(now, Ending::reset);
    stream.passed += static_cast<std::uint64_t>(put);
    stream.pipe.drop(static_cast<std::size_t>(put));
  }
  if (!stream.source_ended || !stream.pipe.empty() || stream.sink_told) return;
  stream.sink_told = true;
  if (stream.sink.is_open()) ::shutdown(stream.sink.get(), SHUT_WR);
}

void ProxiedConnection::answer_as_portal(FaultClock::time_point now) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: " + std::to_string(kPortalPage.size()) +
      "\r\n\r\n" + std::string(kPortalPage);
  if (::send(client_.get(), answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return end(now, Ending::reset);
  ::shutdown(client_.get(), SHUT_WR);
  stalled_ = true; // the client reads the page and leaves
}

void ProxiedConnection::notice_that_the_client_waits(FaultClock::time_point now) {
  if (held_.empty() || !client_.is_open() || now < held_since_ + kQuiet) return;
  second_.emplace(server_port_);
  second_->add(held_, now, passage_.delivered_after_the_end);
  held_.clear();
  end(now, Ending::reset);
}

void ProxiedConnection::notice_that_the_client_left(FaultClock::time_point now) {
  char ignored[65536];
  while (client_.is_open()) {
    const auto got = ::recv(client_.get(), ignored, sizeof ignored, MSG_DONTWAIT);
    if (got < 0 && would_block()) return;
    if (got <= 0) return end(now, Ending::reset);
  }
}

void ProxiedConnection::end(FaultClock::time_point now, Ending how) {
  if (how == Ending::stall) {
    stalled_ = true;
    return;
  }
  if (how == Ending::reset) {
    client_.reset();
    server_.reset();
  } else {
    client_.close();
    server_.close();
  }
  if (passage_.twice == Twice::later && !sent_up_.empty()) {
    second_.emplace(server_port_);
    second_->add(sent_up_, now);
    sent_up_.clear();
  }
  if (second_) second_->finish(now);
}

} // namespace pilotage::tests
