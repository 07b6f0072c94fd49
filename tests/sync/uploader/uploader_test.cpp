// The worker threads: what wakes them, how long they wait, what they show. The clock stands still until a test moves it.
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <thread>

using namespace pilotage;
using namespace pilotage::tests;
using sync::SyncPhase;

namespace {

// A server that can be switched between answering well and failing.
struct Switched {
  std::shared_ptr<std::atomic<int>> status = std::make_shared<std::atomic<int>>(201);
  ScriptedServer server{[status = status](const Asked& asked) { return asked.method == "HEAD" ? openrosa(204) : openrosa(*status); },
                        test_identity()};
};

struct Office : Pilot {
  sync::Uploader uploader{outbox, options()};
  auto state(std::size_t project = 0) const { return uploader.snapshot().projects.at(project); }
  std::string item(const std::string& id) const { return outbox.entry(id).state; }
  void expect_phase(SyncPhase phase) {
    wait_until([&] { return state().phase == phase; });
  }
  void pass(std::int64_t milliseconds) {
    clock += milliseconds;
    uploader.wake();
  }
};

} // namespace

TEST_CASE("what waits at the start is sent, and what is finalized later when woken") {
  Office office;
  const Switched net;
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(net.server)});
  wait_until([&] { return office.item("a") == "sent"; });
  office.outbox.add("b");
  office.uploader.wake();
  wait_until([&] { return office.item("b") == "sent"; });
  wait_until([&] { return office.state().sent_items == 2 && office.state().phase == SyncPhase::idle; });
  CHECK(office.state().totals.waiting == 0);
  CHECK(office.state().sent_bytes > 0);
  CHECK_FALSE(office.state().failure);
}

TEST_CASE("a failed item goes again after a minute, then two, and not before") {
  Office office;
  const Switched net;
  *net.status = 500;
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(net.server)});
  wait_until([&] { return office.outbox.entry("a").item.attempts == 1; });
  CHECK(office.outbox.entry("a").retry_time == kMorning + kMinute);
  office.pass(kMinute);
  wait_until([&] { return office.outbox.entry("a").item.attempts == 2; });
  CHECK(office.outbox.entry("a").retry_time == kMorning + 3 * kMinute);
  *net.status = 201;
  office.pass(2 * kMinute - 1);
  office.outbox.add("b");
  office.uploader.wake();
  wait_until([&] { return office.item("b") == "sent"; });
  CHECK(office.item("a") == "waiting");
  office.pass(1);
  wait_until([&] { return office.item("a") == "sent"; });
}

TEST_CASE("an unreachable server is tried again by itself, with growing waits, and the state says why") {
  Office office;
  std::string origin;
  {
    const Switched gone;
    origin = gone.server.origin();
  }
  office.outbox.add("a");
  office.uploader.set_projects({{.id = "pilot", .server = office.server_at(origin)}});
  office.expect_phase(SyncPhase::waiting);
  CHECK(office.state().retry_time == kMorning + kMinute);
  REQUIRE(office.state().failure);
  CHECK(office.state().failure->code == ErrorCode::no_network);
  office.pass(kMinute);
  wait_until([&] { return office.state().retry_time == kMorning + 3 * kMinute; });
  office.pass(2 * kMinute);
  wait_until([&] { return office.state().retry_time == kMorning + 7 * kMinute; });
}

TEST_CASE("a network that comes back, and a user who cannot wait, end the waiting") {
  for (const bool by_user : {false, true}) {
    Office office;
    auto answers = std::make_shared<std::atomic<bool>>(false);
    const ScriptedServer server(
        [=](const Asked& asked) {
          if (!*answers) return answer(200, {}, "<html>sign in</html>");
          return asked.method == "HEAD" ? openrosa(204) : openrosa(201);
        },
        test_identity());
    office.outbox.add("a");
    office.uploader.set_projects({office.project_at(server)});
    office.expect_phase(SyncPhase::waiting);
    CHECK(office.state().failure->code == ErrorCode::captive_portal);
    *answers = true;
    if (by_user)
      office.uploader.sync_now();
    else
      office.uploader.network_changed();
    wait_until([&] { return office.item("a") == "sent"; });
  }
}

TEST_CASE("another network does not shorten what a server asked to wait, and the user does") {
  for (const int status : {429, 402}) {
    Office office;
    const Switched net;
    *net.status = status;
    office.outbox.add("a");
    office.uploader.set_projects({office.project_at(net.server)});
    wait_until([&] { return office.outbox.entry("a").failure.has_value(); });
    *net.status = 201;
    const auto asked = net.server.asked("POST").size();
    office.uploader.network_changed();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    CHECK(office.item("a") == "waiting");
    CHECK(net.server.asked("POST").size() == asked);
    office.uploader.sync_now();
    wait_until([&] { return office.item("a") == "sent"; });
  }
}

TEST_CASE("another network makes due at once a response whose post broke off") {
  Office office;
  auto reset = std::make_shared<std::atomic<bool>>(true);
  const ScriptedServer server(
      [=](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return *reset ? Reply{.bytes = {}, .then = Then::reset} : openrosa(201);
      },
      test_identity());
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(server)});
  wait_until([&] { return office.outbox.entry("a").item.attempts == 1; });
  *reset = false;
  office.uploader.network_changed();
  wait_until([&] { return office.item("a") == "sent"; });
}

TEST_CASE("a clock that is set back does not make anyone wait for years") {
  Office office;
  const Switched net;
  *net.status = 429;
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(net.server)});
  office.expect_phase(SyncPhase::waiting);
  *net.status = 201;
  office.pass(-1'000 * kHour);
  wait_until([&] { return office.item("a") == "sent"; });
}

TEST_CASE("refused credentials stop everything until they change or the user asks") {
  Office office;
  const Switched net;
  *net.status = 401;
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(net.server)});
  office.expect_phase(SyncPhase::credentials_needed);
  const auto posts_so_far = net.server.asked("POST").size();
  office.pass(100 * kHour);
  office.uploader.network_changed();
  office.uploader.wake();
  *net.status = 201;
  CHECK(net.server.asked("POST").size() == posts_so_far);
  auto project = office.project_at(net.server);
  project.server.auth = sync::AuthKind::bearer;
  project.server.password = "new";
  office.uploader.set_projects({project});
  wait_until([&] { return office.item("a") == "sent"; });
  CHECK(net.server.asked("POST").back().header("Authorization") == "Bearer new");
}

TEST_CASE("pause cuts off what is under way, sends nothing, and resume goes on") {
  Office office;
  auto hang = std::make_shared<std::atomic<bool>>(true);
  const ScriptedServer server(
      [=](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return *hang ? Reply{.bytes = {}, .then = Then::hang} : openrosa(201);
      },
      test_identity());
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(server)});
  wait_until([&] { return !server.asked("POST").empty(); });
  office.uploader.pause();
  CHECK(office.uploader.snapshot().paused);
  office.expect_phase(SyncPhase::paused);
  *hang = false;
  office.uploader.network_changed();
  office.uploader.wake();
  CHECK(office.item("a") == "waiting");
  CHECK(office.outbox.entry("a").item.attempts == 0);
  office.uploader.resume();
  wait_until([&] { return office.item("a") == "sent"; });
}

TEST_CASE("what the user wants now is sent once while paused, and the pause goes on after it") {
  Office office;
  const Switched net;
  office.uploader.pause();
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(net.server)});
  office.expect_phase(SyncPhase::paused);
  CHECK(net.server.connections() == 0);
  office.uploader.sync_now();
  wait_until([&] { return office.item("a") == "sent"; });
  office.expect_phase(SyncPhase::paused);
  CHECK(office.uploader.snapshot().paused);
  office.outbox.add("b");
  office.uploader.wake();
  office.uploader.network_changed();
  office.uploader.set_projects({office.project_at(net.server)}); // the same ones: settings were saved again
  const auto posts = net.server.asked("POST").size();
  office.uploader.sync_now(); // the witness that all of that has been looked at: the answers come in order
  wait_until([&] { return office.item("b") == "sent"; });
  CHECK(net.server.asked("POST").size() == posts + 1);
}

TEST_CASE("a pause ends also what the user wanted now") {
  Office office;
  const ScriptedServer silent(posts({Reply{.bytes = {}, .then = Then::hang}}), test_identity());
  office.uploader.pause();
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(silent)});
  office.uploader.sync_now();
  wait_until([&] { return !silent.asked("POST").empty(); });
  CHECK(office.state().phase == SyncPhase::sending);
  office.uploader.pause();
  office.expect_phase(SyncPhase::paused);
  CHECK(office.item("a") == "waiting");
  CHECK(office.outbox.entry("a").item.attempts == 0);
}

TEST_CASE("the laptop slept, or its clock jumped ahead: what is due by then goes without being asked") {
  Office office;
  const Switched net;
  *net.status = 500;
  office.outbox.add("a");
  office.uploader.set_projects({office.project_at(net.server)});
  wait_until([&] { return office.outbox.entry("a").item.attempts == 1; });
  *net.status = 201;
  office.pass(std::int64_t{400} * 24 * kHour);
  wait_until([&] { return office.item("a") == "sent"; });
}

TEST_CASE("what nobody tells of is seen at the next look: another program's response, a clock that ran on") {
  Pilot pilot;
  const Switched net;
  auto options = pilot.options();
  options.longest_sleep_ms = 100;
  sync::Uploader uploader(pilot.outbox, options);
  uploader.set_projects({pilot.project_at(net.server)});
  wait_until([&] { return uploader.snapshot().projects.at(0).phase == SyncPhase::idle; });
  pilot.outbox.add("a");
  wait_until([&] { return pilot.outbox.entry("a").state == "sent"; });

  *net.status = 500;
  pilot.outbox.add("b");
  wait_until([&] { return pilot.outbox.entry("b").item.attempts == 1; });
  *net.status = 201;
  pilot.clock += kMinute;
  wait_until([&] { return pilot.outbox.entry("b").state == "sent"; });
}

TEST_CASE("stopping does not wait for a silent server, and leaves the response as it was") {
  Pilot pilot;
  const ScriptedServer server(posts({Reply{.bytes = {}, .then = Then::hang}}), test_identity());
  pilot.outbox.add("a");
  auto options = pilot.options();
  options.timeouts.idle_ms = 3'600'000;
  {
    sync::Uploader uploader(pilot.outbox, options);
    uploader.set_projects({pilot.project_at(server)});
    wait_until([&] { return !server.asked("POST").empty(); });
  }
  CHECK(pilot.outbox.entry("a").state == "waiting");
  CHECK(pilot.outbox.entry("a").item.attempts == 0);
}

TEST_CASE("projects do not wait for one another") {
  Office office;
  const Switched net;
  const ScriptedServer silent(posts({Reply{.bytes = {}, .then = Then::hang}}), test_identity());
  office.outbox.add("stuck", "first");
  office.outbox.add("free", "second");
  office.uploader.set_projects({office.project_at(silent, "first"), office.project_at(net.server, "second")});
  wait_until([&] { return office.item("free") == "sent"; });
  CHECK(office.item("stuck") == "waiting");
  wait_until([&] { return office.state(0).phase == SyncPhase::sending && office.state(1).phase == SyncPhase::idle; });
}

TEST_CASE("an outbox that fails is said and tried again") {
  Office office;
  const Switched net;
  office.outbox.add("a");
  office.outbox.break_with({.code = ErrorCode::disk_full, .message = "The disk is full."});
  office.uploader.set_projects({office.project_at(net.server)});
  office.expect_phase(SyncPhase::waiting);
  CHECK(office.state().failure->code == ErrorCode::disk_full);
  office.pass(kMinute);
  wait_until([&] { return office.item("a") == "sent"; });
}

TEST_CASE("progress counts the bytes of the post under way, and every change is announced") {
  Pilot pilot;
  pilot.outbox.add("a");
  pilot.outbox.attach("a", "film.mp4", pilot.file("film.mp4", 3'000'000));
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  std::uint64_t seen = 0;
  std::uint64_t total = 0;
  bool backwards = false;
  const auto summary = sync::drain_once(pilot.outbox, pilot.project_at(server), pilot.options(), [&](const sync::ProjectSyncState& state) {
    if (state.current_total < 3'000'000) return;
    backwards = backwards || state.current_bytes < seen;
    seen = state.current_bytes;
    total = state.current_total;
  });
  CHECK(summary->sent == 1);
  CHECK(total > 3'000'000);
  CHECK(seen == total);
  CHECK_FALSE(backwards);
}

TEST_CASE("a response that is damaged on this machine is parked with its reason, nothing of it is sent, and the others go on") {
  Pilot pilot;
  for (const auto* id : {"a", "b", "c"}) pilot.outbox.add(id);
  pilot.outbox.damage("b", {ErrorCode::answers_damaged, "The answers are damaged."});
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  const auto summary = pilot.sync_with(server);
  CHECK(summary.sent == 2);
  CHECK(summary.parked == 1);
  REQUIRE(summary.failures.size() == 1);
  CHECK(summary.failures[0].code == ErrorCode::answers_damaged);
  CHECK(pilot.outbox.entry("b").state == "parked");
  CHECK(pilot.outbox.entry("b").failure->message == "The answers are damaged.");
  CHECK(server.asked("POST").size() == 2);
}

TEST_CASE("a response that a newer version wrote is parked with a sentence, and those after it go, in batches too") {
  for (const Headers& announced : {Headers{}, Headers{{"X-Pilotage-Extensions", "batch"}}}) {
    Pilot pilot;
    for (const auto* id : {"a", "b", "c", "d"}) pilot.outbox.add(id);
    for (const auto* id : {"a", "c"}) pilot.outbox.damage(id, {ErrorCode::newer_version, "It is sealed in a way of later."});
    const ScriptedServer server(posts({openrosa(201)}, announced), test_identity());
    const auto summary = pilot.sync_with(server);
    CHECK(summary.sent == 2);
    CHECK(summary.parked == 2);
    for (const auto* id : {"a", "c"}) {
      CHECK(pilot.outbox.entry(id).state == "parked");
      CHECK(pilot.outbox.entry(id).failure->code == ErrorCode::newer_version);
      CHECK(pilot.outbox.entry(id).failure->message == "It is sealed in a way of later.");
    }
  }
}

TEST_CASE("what has its time and is found due early, by a clock set back or another program, is left for the next run") {
  for (const bool clock_is_set_back : {true, false}) {
    Pilot pilot;
    for (const auto* id : {"a", "b", "c"}) pilot.outbox.add(id);
    const ScriptedServer server(
        [&](const Asked& asked) {
          if (asked.method == "HEAD") return openrosa(204);
          if (asked.body.contains("uuid:a")) return openrosa(500);
          if (clock_is_set_back)
            pilot.clock -= kHour;
          else
            pilot.outbox.make_all_due("pilot").value();
          return openrosa(201);
        },
        test_identity());
    const auto summary = pilot.sync_with(server);
    CHECK(summary.sent == 2);
    CHECK(summary.waiting == 1);
    CHECK(pilot.outbox.entry("a").state == "waiting");
    CHECK(server.asked("POST").size() == 3);
  }
}

TEST_CASE("with new settings nothing is sent before the thread of the old ones has ended, and nobody waits for that") {
  Pilot pilot;
  const Switched net;
  const ScriptedServer silent(posts({Reply{.bytes = {}, .then = Then::hang}}), test_identity());
  std::atomic<bool> hold = false;
  std::atomic<std::thread::id> first = std::thread::id();
  const auto caller = std::this_thread::get_id();
  auto options = pilot.options();
  options.changed = [&] {
    const auto self = std::this_thread::get_id();
    std::thread::id none;
    if (self != caller) first.compare_exchange_strong(none, self);
    while (hold && self == first) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  pilot.outbox.add("a");
  sync::Uploader uploader(pilot.outbox, options);
  uploader.set_projects({pilot.project_at(silent)});
  wait_until([&] { return !silent.asked("POST").empty(); });
  hold = true;
  auto set = std::async(std::launch::async, [&] { uploader.set_projects({pilot.project_at(net.server)}); });
  CHECK(set.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(net.server.connections() == 0);
  hold = false;
  wait_until([&] { return pilot.outbox.entry("a").state == "sent"; });
}
