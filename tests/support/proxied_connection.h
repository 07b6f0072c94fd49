// One connection that passes through a FaultProxy, with what its passage does to it. Driven by the proxy's loop: it says what it waits for,
// and does what can be done without waiting. For FaultProxy only.
#pragma once

#include <poll.h>

#include <vector>

#include "support/fault_proxy.h"
#include "support/second_delivery.h"
#include "support/slow_pipe.h"

namespace pilotage::tests {

// What the connections of a proxy share.
struct SharedLink {
  Link link;
  std::atomic<std::uint64_t>& bytes_up;
  std::atomic<std::uint64_t>& bytes_down;
  FaultClock::time_point up_free_at = {};
  FaultClock::time_point down_free_at = {};
};

class ProxiedConnection {
public:
  ProxiedConnection(OpenSocket client, int server_port, const Passage& passage, SharedLink& shared);

  void watch(std::vector<pollfd>& watched, FaultClock::time_point now) const;
  // When something is to be done even if nothing comes.
  std::optional<FaultClock::time_point> next(FaultClock::time_point now) const;
  // Moves what can be moved; what is not ready is left alone.
  void move(FaultClock::time_point now);
  bool is_over() const { return !client_.is_open() && (!second_ || second_->is_over()); }

private:
  struct Stream {
    OpenSocket& source;
    OpenSocket& sink;
    std::atomic<std::uint64_t>& counter;
    FaultClock::time_point& free_at;
    SlowPipe pipe = {};
    std::uint64_t passed = 0;
    bool source_ended = false;
    bool sink_told = false; // of the source's end
  };

  OpenSocket client_;
  OpenSocket server_;
  const int server_port_;
  const Passage passage_;
  const Link link_;
  Stream up_;
  Stream down_;
  std::optional<SecondDelivery> second_;
  std::string sent_up_; // for Twice::later
  std::string held_;    // for delivered_after_the_end: from the first POST on
  FaultClock::time_point held_since_ = {};
  bool stalled_ = false;

  bool may_read(const Stream& stream) const { return !stream.source_ended && stream.pipe.size() < link_.queue_bytes; }
  void read(Way way, FaultClock::time_point now);
  void take(Way way, std::string_view bytes, FaultClock::time_point now);
  void write(Way way, FaultClock::time_point now);
  void answer_as_portal(FaultClock::time_point now);
  void notice_that_the_client_waits(FaultClock::time_point now);
  void notice_that_the_client_left(FaultClock::time_point now);
  void end(FaultClock::time_point now, Ending how);
  const Cut* cut_of(Way way) const { return passage_.cut && passage_.cut->way == way ? &*passage_.cut : nullptr; }
};

} // namespace pilotage::tests
