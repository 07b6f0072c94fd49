// What libmicrohttpd refuses by itself, past us: a bad request line, headers that have no room, a broken chunk, one connection too many
// from an address. Its log says what it answered, but not to whom; so each such answer waits here until a request or a connection ends that
// it can have been given to. Any thread.
#pragma once

#include <atomic>
#include <cstdarg>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

namespace pilotage::endpoint {

class LibraryRefusals {
public:
  // A message of libmicrohttpd's log, as printf takes it. True: it has turned away a connection, without a word.
  bool read(const char* format, va_list arguments);
  // Whether this answer was waiting; then it does no longer.
  bool take(int status);
  std::optional<int> take_any();

private:
  void add(int status);

  std::atomic<std::size_t> count_ = 0; // connections end often, refusals are rare
  std::mutex mutex_;
  std::vector<int> statuses_; // each of a connection that is still open
};

} // namespace pilotage::endpoint
