// Asks a server who it is before anything is sent to it: HEAD …/submission. Tells an OpenRosa server from a captive portal, learns
// how much one post may carry and which extensions the server speaks. For this folder only.
#pragma once

#include "sync/protocol/extensions.h"
#include "sync/uploader/answer.h"
#include "sync/uploader/http_client.h"

#include <cstdint>
#include <string>
#include <variant>

namespace pilotage::sync {

struct ServerFacts {
  std::uint64_t accept_bytes = 0; // 0: the server names no limit
  std::string submission_url;     // where posts go
  Extensions extensions;
};

// The facts; or what stands in the way, with `means` one of credentials_needed, patience, not_the_server, retry.
using ProbeResult = std::variant<ServerFacts, Answer>;

ProbeResult probe_server(HttpClient& http, const Server& server, std::int64_t now);

} // namespace pilotage::sync
