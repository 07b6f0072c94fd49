// Drains the outbox of every project on a worker thread: in the order of finalization, answers before large attachments,
// one item's trouble never blocking the next. It wakes when told that something was finalized, that the network
// changed, or that the user wants it now, and by itself when a retry is due. Without work it sleeps, and looks from time to time.
//
// All functions may be called from any thread and return at once; only stop(), the destructor and set_projects() without a project
// that was there wait for its thread, and they end the transfer that is under way. The Outbox must outlive the uploader.
#pragma once

#include "sync/uploader/backoff.h"
#include "sync/uploader/http_client.h"
#include "sync/uploader/outbox.h"
#include "sync/uploader/server.h"
#include "sync/uploader/sync_state.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pilotage::sync {

struct Project {
  std::string id = {};
  Server server = {};
};

struct UploaderOptions {
  // Milliseconds since 1970 UTC. After moving a clock of its own, a test calls wake(). Empty: the system's.
  std::function<std::int64_t()> now = {};
  // Uniform in [0, 1). Empty: the system's random source.
  std::function<double()> random = {};
  Backoff backoff = {};
  HttpTimeouts timeouts = {};
  // While the network is metered, the attachments of an item that has more than this many bytes of them to send wait for another one; its
  // answers go.
  std::uint64_t metered_limit_bytes = std::uint64_t{1} << 20;
  // Attachments up to this size go with the answers; larger ones after all answers are there, by tus where the server speaks it. What a cut
  // costs in a post is half of it on average: with this 4 s on a link of 256 kbit/s, more than the round trips that an upload takes.
  std::uint64_t small_bytes = std::uint64_t{256} << 10;
  // However far away the next retry is, and though nobody woke it: the worker looks at the outbox and at the clock so often. Another
  // program may have finalized something, the clock may have been set, or the laptop may have slept.
  std::int64_t longest_sleep_ms = 30'000;
  // False: plain OpenRosa, whatever the server announces.
  bool extensions = true;
  // Called on the worker thread after every change of state; must return quickly. A screen posts itself an event.
  std::function<void()> changed = {};
};

class Uploader {
public:
  Uploader(Outbox& outbox, UploaderOptions options);
  ~Uploader();
  Uploader(const Uploader&) = delete;
  Uploader& operator=(const Uploader&) = delete;

  // The projects to send for, from now on. Also clears "credentials needed".
  void set_projects(std::vector<Project> projects);

  // Something was finalized, or time was moved: look what is due.
  void wake();
  // The network came, went or changed: what waits because no server was reachable is tried at once, and nothing else.
  void network_changed();
  // The user wants it now: everything that waits is due, and credentials are tried again. While paused this is done once, and the pause
  // goes on after it.
  void sync_now();

  void pause();
  void resume();
  // At once: what must wait by it is cut off where it is under way, and goes on from there, or anew, when it may.
  void set_metered(bool metered);

  // Ends the transfer under way and the thread. Everything that was not answered is sent again at the next start.
  void stop();

  SyncState snapshot() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct DrainSummary {
  std::size_t sent = 0;
  std::size_t parked = 0;
  std::size_t waiting = 0;                // still in the outbox
  std::vector<SendFailure> failures = {}; // of this run, in order
  bool credentials_needed = false;
};

// One run over one project on the calling thread, for `pilotctl sync`: everything that waits is tried once; with `metered`, large
// attachments stay. `watch` is called with each change. An Error means that the outbox itself failed; what the server said is in the
// summary.
Result<DrainSummary> drain_once(Outbox& outbox, const Project& project, const UploaderOptions& options,
                                const std::function<void(const ProjectSyncState&)>& watch = {}, bool metered = false);

} // namespace pilotage::sync
