// A PostgreSQL server that is not there, refuses, or goes away at any moment.
#include <fmt/format.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

ErrorCode refusal(const PostgresSettings& settings, PostgresMode mode = PostgresMode::existing) {
  const auto opened = PostgresStorage::open(settings, mode);
  REQUIRE_FALSE(opened);
  CHECK_FALSE(opened.error().message.empty());
  return opened.error().code;
}

} // namespace

TEST_CASE("what keeps a PostgreSQL database from being opened is told apart") {
  if (!OnPostgres::available()) return;
  PostgresServer& server = postgres_server();
  CHECK(refusal({.connection = "host=127.0.0.1 port=1 dbname=x", .password = {}}) == ErrorCode::no_network);
  CHECK(refusal({.connection = server.connection("missing"), .password = {}}) == ErrorCode::not_found);
  const std::string empty = server.new_database();
  CHECK(refusal({.connection = empty, .password = {}}) == ErrorCode::not_found);
  CHECK(PostgresServer::ask(empty, "SELECT count(*) FROM pg_tables WHERE schemaname=current_schema()") == "0");
  CHECK(refusal({.connection = server.connection_over_tcp("postgres"), .password = "wrong"}) == ErrorCode::permission);
  CHECK(refusal({.connection = server.connection_over_tcp("postgres"), .password = PostgresServer::kPassword}) == ErrorCode::not_found);
  PostgresServer::run(server.connection("postgres"), "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  CHECK(refusal({.connection = server.connection("latin"), .password = {}}, PostgresMode::create) == ErrorCode::unsupported);
  const OnPostgres database;
  CHECK(refusal(database.settings(), PostgresMode::create) == ErrorCode::conflict);
  PostgresServer::run(database.settings().connection, "INSERT INTO schema_step VALUES (99, 0)");
  CHECK(refusal(database.settings()) == ErrorCode::newer_version);
}

TEST_CASE("what PostgreSQL says of a failure quotes no rows: it goes to the log") {
  if (!OnPostgres::available()) return;
  PostgresDatabase database({.connection = postgres_server().new_database(), .password = {}});
  database.execute("CREATE TABLE person (email TEXT PRIMARY KEY); INSERT INTO person VALUES ('amina@example.org')");
  std::string told;
  try {
    database.change("INSERT INTO person (email) VALUES (?)", std::string_view("amina@example.org"));
  } catch (const DatabaseFailure& failure) {
    told = failure.error.to_string();
  }
  CAPTURE(told);
  CHECK(told.contains("duplicate key"));
  CHECK(!told.contains("amina"));
}

TEST_CASE("processes that start at once: one makes the tables") {
  if (!OnPostgres::available()) return;
  const PostgresSettings settings{.connection = postgres_server().new_database(), .password = {}};
  std::atomic<int> made = 0;
  std::atomic<int> conflicts = 0;
  std::vector<std::thread> processes;
  for (int i = 0; i < 8; ++i)
    processes.emplace_back([&] {
      const auto opened = PostgresStorage::open(settings, PostgresMode::create);
      made += opened.has_value();
      conflicts += !opened && opened.error().code == ErrorCode::conflict;
    });
  for (std::thread& process : processes) process.join();
  CHECK(made == 1);
  CHECK(conflicts == 7);
}

TEST_CASE("a restart of the server between two calls is not noticed; while it is away calls fail, and submissions wait") {
  if (!OnPostgres::available()) return;
  PostgresServer& server = postgres_server();
  const OnPostgres database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  checked(submit(*storage, a_submission(project, 1)));
  server.stop_at_once();
  CHECK(storage->projects().error().code == ErrorCode::no_network);
  CHECK(storage->check().error().code == ErrorCode::no_network);
  std::atomic<bool> stored = false;
  std::thread sender([&] { stored = submit(*storage, a_submission(project, 2)).has_value(); });
  server.start();
  sender.join();
  CHECK(stored);
  CHECK(checked(storage->projects()).size() == 1);
  server.stop_at_once();
  server.start();
  checked(storage->create_project("Another"));
  CHECK(checked(storage->submissions_after(project, "", 0, 10, 1'000'000)).size() == 2);
}

TEST_CASE("changes together whose connection breaks in the middle are made again, as a whole") {
  if (!OnPostgres::available()) return;
  const OnPostgres database;
  const auto storage = database.open();
  int runs = 0;
  checked(storage->together([&]() -> Result<void> {
    checked(storage->create_project("Pilot"));
    if (++runs == 1)
      PostgresServer::ask(postgres_server().connection("postgres"),
                          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name='pilotage-endpoint'");
    return storage->add_audit({.actor = {}, .project = 0, .action = "project.create", .details = "{}", .logged_at = 1});
  }));
  CHECK(runs == 2);
  CHECK(checked(storage->projects()).size() == 1);
  CHECK(checked(storage->audits({})).size() == 1);
}

TEST_CASE("a submission that the server's absence outlasts is refused as not stored, and can be sent again") {
  if (!OnPostgres::available()) return;
  PostgresServer& server = postgres_server();
  OnPostgres database;
  PostgresSettings settings = database.settings();
  settings.patience = std::chrono::milliseconds(100);
  const std::unique_ptr<Storage> storage = checked(PostgresStorage::open(settings, PostgresMode::existing));
  const auto project = checked(storage->create_project("Pilot")).id;
  server.stop_at_once();
  CHECK(submit(*storage, a_submission(project, 1)).error().code == ErrorCode::no_network);
  server.start();
  CHECK(checked(submit(*storage, a_submission(project, 1))).outcome == Stored::first);
}

TEST_CASE("a server that hangs with its connections open is given up, and served again when it goes on") {
  if (!OnPostgres::available()) return;
  PostgresServer& server = postgres_server();
  OnPostgres database;
  PostgresSettings settings = database.settings();
  settings.patience = std::chrono::milliseconds(100);
  settings.silence = std::chrono::milliseconds(300);
  settings.connection += " connect_timeout=2";
  const std::unique_ptr<Storage> storage = checked(PostgresStorage::open(settings, PostgresMode::existing));
  const auto project = checked(storage->create_project("Pilot")).id;
  CHECK(checked(submit(*storage, a_submission(project, 1))).outcome == Stored::first);
  server.freeze();
  CHECK(submit(*storage, a_submission(project, 2)).error().code == ErrorCode::no_network);
  CHECK(storage->check().error().code == ErrorCode::no_network);
  server.thaw();
  CHECK(checked(submit(*storage, a_submission(project, 1))).outcome == Stored::again);
  CHECK(submit(*storage, a_submission(project, 2)).has_value()); // whether the first attempt was stored is not known
  CHECK(checked(storage->submissions_after(project, "", 0, 10, 1'000'000)).size() == 2);
}

TEST_CASE("connections cut and the server killed while many write: what was acknowledged is there, once") {
  if (!OnPostgres::available()) return;
  PostgresServer& server = postgres_server();
  const OnPostgres database;
  const auto here = database.open();
  const auto there = database.open();
  const auto project = checked(here->create_project("Pilot")).id;
  checked(here->publish_form(a_form(project)));
  std::atomic<bool> ended = false;
  std::vector<std::map<std::string, std::int64_t>> acknowledged(8); // their sequence
  std::vector<int> projects(8);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 8; ++writer)
    writers.emplace_back([&, writer] {
      Storage& storage = writer % 2 == 0 ? *here : *there;
      for (int i = 0; !ended; ++i) {
        const auto stored = submit(storage, a_submission(project, writer * 1'000'000 + i));
        if (stored) acknowledged[writer].emplace(instance(writer * 1'000'000 + i), stored->sequence);
        if (i % 20 == 0) projects[writer] += storage.create_project(fmt::format("{} {}", writer, i)).has_value();
      }
    });
  for (int round = 0; round < 12; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(round * 7)); // anywhere in the work
    if (round % 4 == 3) {
      server.stop_at_once();
      server.start();
    } else {
      PostgresServer::ask(server.connection("postgres"),
                          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name='pilotage-endpoint'");
    }
  }
  ended = true;
  for (std::thread& writer : writers) writer.join();

  std::map<std::string, int> times;
  std::map<std::string, std::int64_t> sequences;
  std::set<std::int64_t> positions;
  for (const Submission& one : checked(here->submissions_after(project, "", 0, 10'000'000, 1'000'000'000))) {
    ++times[one.instance_id];
    sequences[one.instance_id] = one.position;
    positions.insert(one.position);
  }
  std::size_t total = 0;
  for (const auto& mine : acknowledged)
    for (const auto& [instance_id, sequence] : mine) {
      CHECK(times[instance_id] == 1);
      CHECK(sequences[instance_id] == sequence);
      ++total;
    }
  CHECK(total > 0);
  CHECK(static_cast<std::size_t>(*positions.rbegin()) == positions.size()); // no number was lost
  CHECK(checked(there->form(project, "visit")).submissions == positions.size());
  std::size_t made = 1;
  for (const int count : projects) made += static_cast<std::size_t>(count);
  CHECK(checked(here->projects()).size() >= made);
}
