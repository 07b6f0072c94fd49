// What the uploader's tests share: a laptop with an outbox, a clock that stands still until it is moved, and one authority that it
// trusts; and the few words in which servers are scripted.
#pragma once

#include "sync/uploader/memory_outbox.h"
#include "sync/uploader/scripted_server.h"
#include "sync/uploader/uploader.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pilotage::tests {

inline constexpr std::int64_t kMorning = 1'700'000'000'000; // 2023-11-14T22:13:20Z
inline constexpr std::int64_t kMinute = 60'000;
inline constexpr std::int64_t kHour = 60 * kMinute;

// The authority of all scripted servers of this program: making keys takes time.
const ThrowawayCa& test_ca();
Identity test_identity();

class Pilot {
public:
  Pilot();
  ~Pilot();
  Pilot(const Pilot&) = delete;
  Pilot& operator=(const Pilot&) = delete;

  MemoryOutbox outbox;
  std::atomic<std::int64_t> clock = kMorning;

  std::filesystem::path folder() const { return folder_; }
  // A file of that size, not compressible into nothing.
  std::filesystem::path file(const std::string& name, std::size_t size) const;

  sync::Server server_at(const std::string& origin) const;
  sync::Project project_at(const ScriptedServer& server, const std::string& id = "pilot") const;
  // Fake clock, no jitter.
  sync::UploaderOptions options();
  // Everything that waits once, as `pilotctl sync` does.
  sync::DrainSummary sync_with(const ScriptedServer& server);
  sync::DrainSummary sync_with(const sync::Server& server);

private:
  std::filesystem::path folder_;
};

// A script that answers HEAD as an OpenRosa server does and the POSTs with these replies in turn; the last one stays.
ScriptedServer::Script posts(std::vector<Reply> replies, Headers head_headers = {});

// The parts of a multipart body: name -> content.
std::map<std::string, std::string> parts_of(const Asked& asked);

// Until `done` says so; fails the test after 20 s.
void wait_until(const std::function<bool()>& done);

} // namespace pilotage::tests
