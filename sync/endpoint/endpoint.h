// The central endpoint, running: an HTTPS server over one data directory. start() returns when it listens; stop() finishes what it
// accepted.
//
// Threads of its own; the object belongs to whoever started it.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "sync/endpoint/data_directory.h"
#include "sync/endpoint/event_log.h"
#include "sync/endpoint/http/server.h"
#include "sync/protocol/headers.h"

namespace pilotage::endpoint {

struct EndpointOptions {
  ServerOptions server;
  std::uint64_t post_bytes = 100'000'000;                            // what one submission post may carry
  std::filesystem::path uploads;                                     // where uploads are staged; empty: in the data directory
  std::uint64_t upload_bytes = sync::kMaxAttachmentBytes;            // of one attachment by tus
  std::chrono::seconds upload_lifetime = std::chrono::hours(7 * 24); // of an upload that nothing happens to
  std::string metrics_token_hash;                                    // of a token that opens /metrics alone; empty: there is none
  std::string public_url;                                            // the address that laptops use; empty: what they ask for
  std::chrono::seconds grace{30};                                    // for requests that have begun when it stops
};

class Endpoint {
public:
  static Result<std::unique_ptr<Endpoint>> start(EndpointOptions options, DataDirectory data, EventLog log = {});
  ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  std::string url() const;
  int port() const;
  std::vector<Router::Address> routes() const; // all that it answers
  Storage& storage();
  const AttachmentStore& files() const;

  // For connections from now on. Errors: malformed; unsupported where the server speaks plain HTTP. The one in use stays then.
  Result<void> replace_certificate(const std::string& certificate, const std::string& key);

  void stop();

private:
  struct Impl;
  explicit Endpoint(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::endpoint
