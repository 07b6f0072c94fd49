// How many connections sleep until somebody has the answer, or its next piece. libmicrohttpd ends the process when it is to stop while one
// sleeps: the server waits for all of them, and lets nobody else fall asleep.
//
// Any thread.
#pragma once

#include <atomic>

namespace pilotage::endpoint {

class Sleepers {
public:
  // False once the server stops. Counted before that is looked at: stop() says it before it counts, so one of the two sees the other.
  bool begin() {
    ++count_;
    if (!stopping_) return true;
    end();
    return false;
  }
  void end() {
    --count_;
    count_.notify_all();
  }
  // Waits for all that sleep.
  void stop() {
    stopping_ = true;
    for (int count = count_; count != 0; count = count_) count_.wait(count);
  }

private:
  std::atomic<int> count_ = 0;
  std::atomic<bool> stopping_ = false;
};

} // namespace pilotage::endpoint
