// One request of one connection while libmicrohttpd feeds it: from the headers to the answer. It decides when the answer goes
// out: at the end of the body, later (the connection sleeps until somebody replies), or before the body ends.
//
// The server's threads call advance(), one at a time for one conversation; only the reply may come from elsewhere.
#pragma once

#include <microhttpd.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <optional>

#include "sync/endpoint/http/connection_watch.h"
#include "sync/endpoint/http/held_body.h"
#include "sync/endpoint/http/server.h"
#include "sync/endpoint/http/sleepers.h"

namespace pilotage::endpoint {

class Conversation {
public:
  struct Surroundings {
    Sleepers& sleepers;
    const Admission& admission;
    const TrustedProxies& proxies;
    ConnectionWatch& watch;
    BodyMemory& body_memory;
    const OnFailure& on_failure;
    bool tls = false;
  };
  Conversation(MHD_Connection* connection, WatchedConnection& watched, const Surroundings& surroundings, const char* method,
               const char* path);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  // One call of libmicrohttpd's access handler. What a resource throws is told, and answered with 500.
  MHD_Result advance(const Router& router, const char* bytes, std::size_t* size);
  // What to tell when all is over.
  Served served() const;
  // Whether the answer went through libmicrohttpd.
  bool queued() const { return queued_; }

private:
  enum class Turn { running, asleep, answered };

  MHD_Result step(const Router& router, const char* bytes, std::size_t* size);
  MHD_Result fail(const std::exception& error);
  MHD_Result begin(const Router& router);
  void read_headers();
  void read_origin();
  bool admit();
  MHD_Result route(const Router& router);
  MHD_Result take(std::string_view piece);
  MHD_Result finish();
  MHD_Result refuse(Response response);
  MHD_Result discard(std::size_t size);
  MHD_Result linger();
  MHD_Result give_up();
  MHD_Result queue(Response response);
  void reply(Response response);
  bool too_slow() const { return watched_.phase == WatchedConnection::Phase::too_slow; }

  MHD_Connection* connection_;
  WatchedConnection& watched_;
  const Surroundings& surroundings_;
  Request request_;
  std::unique_ptr<Exchange> exchange_;
  std::optional<Response> answer_;
  std::atomic<Turn> turn_ = Turn::running;
  std::atomic<Turn> admission_ = Turn::running;
  bool begun_ = false;
  bool routed_ = false;
  bool late_ = false;       // routed after a sleep: libmicrohttpd may have let the body come by then
  bool refused_ = false;    // the answer stands before the body has ended
  bool sent_early_ = false; // and has been written past libmicrohttpd
  bool lingered_ = false;   // and the client has had time to read it
  bool queued_ = false;
  bool failed_ = false;
  int status_ = 0;
  std::uint64_t discarded_ = 0;
  std::uint64_t bytes_in_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace pilotage::endpoint
