// One keep-alive connection of the load: sends a request, reads its answer, without ever blocking. Plain or TLS. One thread.
#pragma once

#include <chrono>
#include <string>

struct ssl_st;
struct ssl_ctx_st;

namespace pilotage::bench {

class LoadConnection {
public:
  using Clock = std::chrono::steady_clock;

  // Connects and shakes hands, blocking. `tls` may be null. Throws std::runtime_error.
  LoadConnection(int port, ssl_ctx_st* tls);
  ~LoadConnection();
  LoadConnection(const LoadConnection&) = delete;
  LoadConnection& operator=(const LoadConnection&) = delete;

  int socket() const { return socket_; }
  bool busy() const { return !request_.empty(); }
  void start(std::string request);
  // Goes on as far as the socket lets it; the answer's status when it is complete, else 0. Throws std::runtime_error.
  int advance();
  const std::string& answer() const { return answer_; } // all of it, when it is complete
  Clock::duration elapsed() const { return Clock::now() - started_; }

private:
  long write(const char* data, std::size_t size);
  long read(char* data, std::size_t size);
  bool complete() const;

  int socket_ = -1;
  ssl_st* tls_ = nullptr;
  std::string request_;
  std::size_t sent_ = 0;
  std::string answer_;
  Clock::time_point started_;
};

} // namespace pilotage::bench
