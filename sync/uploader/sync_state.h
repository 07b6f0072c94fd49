// What the uploader is doing, as values for the screen and for `pilotctl sync`: per project a phase, counts in items and
// bytes, and the last failure in plain words. Copied out of the uploader; never shared.
#pragma once

#include "sync/uploader/outbox.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pilotage::sync {

enum class SyncPhase {
  idle,               // nothing is waiting, or what waits has its time
  sending,            //
  waiting,            // the server could not be reached or asked for patience; retry_time says when it goes on
  credentials_needed, // the server refused who we are; goes on after set_projects() or sync_now()
  paused,             // by the user
};

struct ProjectSyncState {
  std::string project_id = {};
  SyncPhase phase = SyncPhase::idle;
  OutboxTotals totals = {};
  std::size_t sent_items = 0;              // since the uploader started
  std::uint64_t sent_bytes = 0;            // of bodies, since the uploader started
  std::string current_item = {};           // outbox id, while sending
  std::uint64_t current_bytes = 0;         // of the post or upload under way, that left
  std::uint64_t current_total = 0;         // of the post or upload under way
  std::uint64_t current_resumed = 0;       // of current_bytes, what an earlier attempt brought to the server: not in totals.waiting_bytes
  std::int64_t retry_time = 0;             // milliseconds since 1970 UTC; 0 when none is set
  std::int64_t last_success = 0;           // when the server last accepted something or said that it is there
  std::optional<SendFailure> failure = {}; // the last of the run; cleared by a success

  // What is still to leave, with the post or upload under way taken into account.
  std::uint64_t bytes_to_go() const;
};

struct SyncState {
  std::vector<ProjectSyncState> projects = {};
  bool paused = false;
  bool metered = false;
  std::uint64_t version = 0; // grows with every change: a screen redraws when it differs
};

} // namespace pilotage::sync
