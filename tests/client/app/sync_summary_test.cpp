// Several projects send at once, and the screen has one sentence for them.
#include "client/app/sync_summary.h"

#include <doctest/doctest.h>

using namespace pilotage;
using app::summed_up;
using State = ui::SyncShown::State;

namespace {

sync::ProjectSyncState refused() {
  return {.phase = sync::SyncPhase::credentials_needed,
          .failure = sync::SendFailure{.code = ErrorCode::unauthorized, .message = "Who are you?", .at = 1, .status = 401}};
}

sync::ProjectSyncState unreachable(std::int64_t retry_time) {
  return {.phase = sync::SyncPhase::waiting,
          .retry_time = retry_time,
          .failure = sync::SendFailure{.code = ErrorCode::no_network, .message = "Nobody there.", .at = 2, .status = 0}};
}

sync::ProjectSyncState sending() { return {.phase = sync::SyncPhase::sending, .totals = {.waiting = 1, .waiting_bytes = 700}}; }

// One response has failed and waits for its time; nothing is wrong with the project.
sync::ProjectSyncState stumbled() {
  return {.phase = sync::SyncPhase::idle,
          .failure = sync::SendFailure{.code = ErrorCode::server_error, .message = "Broken.", .at = 3, .status = 500}};
}

} // namespace

TEST_CASE("a project whose credentials are refused is told of, wherever it stands and whatever the others do") {
  for (const auto& others : {std::vector{unreachable(5)}, std::vector{sending()}, std::vector{stumbled()},
                             std::vector{sync::ProjectSyncState{}}, std::vector{unreachable(5), sending(), stumbled()}}) {
    for (std::size_t place = 0; place <= others.size(); ++place) {
      sync::SyncState state{.projects = others};
      state.projects.insert(state.projects.begin() + static_cast<std::ptrdiff_t>(place), refused());
      const auto shown = summed_up(state);
      CHECK(shown.state == State::trouble);
      CHECK(shown.problem == ErrorCode::unauthorized);
      CHECK(shown.problem_status == 401);
      CHECK(shown.problem_detail == "Who are you?");
    }
  }
}

TEST_CASE("sending shows before waiting, and a server that is away before a response that stumbled") {
  CHECK(summed_up({.projects = {sending(), unreachable(5)}}).state == State::sending);
  CHECK(summed_up({.projects = {unreachable(5), sending()}}).state == State::sending);
  for (const auto& projects : {std::vector{stumbled(), unreachable(5)}, std::vector{unreachable(5), stumbled()}}) {
    const auto shown = summed_up({.projects = projects});
    CHECK(shown.state == State::offline);
    CHECK(shown.problem == ErrorCode::no_network);
  }
  CHECK(summed_up({.projects = {stumbled(), {}}}).problem == ErrorCode::server_error);
}

TEST_CASE("bytes add up, and the next attempt is the earliest") {
  const auto shown = summed_up({.projects = {unreachable(5), sending(), unreachable(9), sending()}});
  CHECK(shown.bytes_to_go == 1'400);
  CHECK(shown.next_try_at == 5);
}
