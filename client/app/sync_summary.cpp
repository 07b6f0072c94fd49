#include "client/app/sync_summary.h"

#include <algorithm>

namespace pilotage::app {

namespace {

using State = ui::SyncShown::State;

State state_of(const sync::ProjectSyncState& project) {
  switch (project.phase) {
  case sync::SyncPhase::sending: return State::sending;
  case sync::SyncPhase::waiting: return State::offline;
  case sync::SyncPhase::credentials_needed: return State::trouble;
  case sync::SyncPhase::idle:
  case sync::SyncPhase::paused: break;
  }
  return State::idle;
}

// What ends only when somebody acts comes before what ends by itself, and what goes on before what waits.
int weight_of(State state) {
  switch (state) {
  case State::trouble: return 3;
  case State::sending: return 2;
  case State::offline: return 1;
  default: return 0;
  }
}

// A server that refuses us or is away says more than one response that stumbled.
int weight_of_problem(const sync::ProjectSyncState& project) {
  if (!project.failure) return 0;
  switch (state_of(project)) {
  case State::trouble: return 3;
  case State::offline: return 2;
  default: return 1;
  }
}

} // namespace

ui::SyncShown summed_up(const sync::SyncState& sync) {
  ui::SyncShown shown;
  shown.state = State::idle;
  int problem_weight = 0;
  for (const sync::ProjectSyncState& project : sync.projects) {
    if (const State state = state_of(project); weight_of(state) > weight_of(shown.state)) shown.state = state;
    shown.last_sent_at = std::max(shown.last_sent_at, project.last_success);
    shown.bytes_to_go += static_cast<std::int64_t>(project.bytes_to_go());
    if (project.retry_time > 0 && (shown.next_try_at == 0 || project.retry_time < shown.next_try_at))
      shown.next_try_at = project.retry_time;
    if (const int weight = weight_of_problem(project); weight > problem_weight) {
      problem_weight = weight;
      shown.problem = project.failure->code;
      shown.problem_status = project.failure->status;
      shown.problem_detail = project.failure->message;
    }
  }
  return shown;
}

} // namespace pilotage::app
