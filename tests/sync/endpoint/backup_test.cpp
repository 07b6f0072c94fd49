// Back-ups as a host takes, checks and restores them: with the program, while it serves, on each database and from one to the other.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "support/postgres_server.h"
#include "sync/endpoint/site.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/feed.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;
using pilotage::tests::PostgresServer;
namespace fs = std::filesystem;

namespace {

struct Serving {
  explicit Serving(Site::On on) : site(on) {
    coordinator = json::parse(site.init().output).at("coordinator");
    site.publish_visit();
  }
  Site site;
  std::string coordinator;
};

// Reads on from the cursor to the end of the feed, and moves it there. How often each submission came.
std::map<std::string, int> pull_on(const std::string& url, const std::string& token, std::string& cursor) {
  HttpClient client = with_token(token);
  std::map<std::string, int> seen;
  for (bool more = true; more;) {
    const auto page = sync::read_feed_page(client.get(url + "/v1/projects/1/results?after=" + cursor).body);
    REQUIRE(page);
    for (const sync::FeedItem& item : page->items) ++seen[item.instance_id];
    cursor = page->next;
    more = page->more;
  }
  return seen;
}

std::string photo_of(int number) { return number % 2 == 0 ? "photo" + std::to_string(number) + ".jpg" : std::string(); }

// Senders that go on until they are told to stop, or have sent so many that all that follows takes long; what they have a receipt for.
class Senders {
public:
  Senders(const std::string& url, const std::string& token) {
    for (int s = 0; s < 4; ++s)
      threads_.emplace_back([this, url, token] {
        HttpClient client = with_token(token);
        while (!stopping_) {
          const int number = next_++;
          for (int most = most_; number > most && !stopping_; most = most_) most_.wait(most);
          if (post_visit(client, url, number, photo_of(number)) != 201) {
            ++refused_;
            return;
          }
          const std::lock_guard lock(mutex_);
          acknowledged_.insert(number);
        }
      });
  }
  std::set<int> acknowledged() {
    const std::lock_guard lock(mutex_);
    return acknowledged_;
  }
  void wait_for(std::size_t enough) {
    send_up_to(std::max(most_.load(), static_cast<int>(enough)));
    while (acknowledged().size() < enough && refused_ == 0) std::this_thread::yield();
  }
  void stop() {
    stopping_ = true;
    send_up_to(most_ + 1); // wakes them
    for (std::thread& thread : threads_) thread.join();
    CHECK(refused_ == 0);
  }

private:
  void send_up_to(int most) {
    most_ = most;
    most_.notify_all();
  }

  std::mutex mutex_;
  std::set<int> acknowledged_;
  std::atomic<int> most_ = 300;
  std::atomic<int> next_ = 1;
  std::atomic<int> refused_ = 0;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
};

void check_restored(const Site& site, const std::string& coordinator, const std::set<int>& expected, std::string cursor) {
  CHECK(site.run({"check"}, "restored").output.find("all of it is whole") != std::string::npos);
  SiteServer server(site, "restored");
  HttpClient client = with_token(coordinator);
  std::string from_the_start;
  const auto all = pull_on(server.url(), coordinator, from_the_start);
  for (const int number : expected) {
    CHECK(all.contains(numbered_id(number)));
    if (photo_of(number).empty()) continue;
    const Answer photo =
        client.get(server.url() + "/v1/projects/1/forms/visit/submissions/" + numbered_id(number) + "/attachments/" + photo_of(number));
    CHECK(photo.body == "bytes of " + photo_of(number));
  }
  for (const auto& [instance, times] : all) CHECK(times == 1);
  // A puller that had read on, even past the back-up, misses nothing that comes from now on.
  CHECK(post_visit(client, server.url(), 1'000'000) == 201);
  CHECK(pull_on(server.url(), coordinator, cursor).contains(numbered_id(1'000'000)));
  CHECK(server.terminate() == 0);
}

void back_up_and_restore(Site::On from, Site::On to) {
  Serving serving(from);
  SiteServer server(serving.site);
  Senders senders(server.url(), serving.coordinator);
  senders.wait_for(40);
  const std::set<int> before = senders.acknowledged();
  const std::string backup = serving.site.path("backup");
  CHECK(serving.site.run({"backup", "--to", backup}).output.find("complete") != std::string::npos);
  senders.wait_for(before.size() + 20);
  senders.stop();
  std::string cursor; // past the back-up
  pull_on(server.url(), serving.coordinator, cursor);
  CHECK(server.terminate() == 0);

  CHECK(serving.site.refusal({"restore", "--from", backup}).find("already") != std::string::npos);
  serving.site.on = to;
  serving.site.take_new_database();
  std::vector<std::string> restoring = {"restore", "--from", backup};
  for (const std::string& option : serving.site.storage_options()) restoring.push_back(option);
  CHECK(serving.site.run(restoring, "restored").output.find("restored") != std::string::npos);
  CHECK_FALSE(fs::exists(serving.site.directory.path() / "restored" / "restoring.sqlite"));
  check_restored(serving.site, serving.coordinator, before, cursor);
  CHECK(serving.site.refusal(restoring, "restored").find("already") != std::string::npos);
  if (to == Site::On::postgres) CHECK(serving.site.refusal(restoring, "elsewhere").find("--join") != std::string::npos);
}

// A small endpoint with one submission and its photo, and a back-up of it.
struct BackedUp : Serving {
  BackedUp() : Serving(Site::On::sqlite) {
    SiteServer server(site);
    HttpClient client = with_token(coordinator);
    REQUIRE(post_visit(client, server.url(), 1, "a.jpg") == 201);
    CHECK(server.terminate() == 0);
    site.run({"backup", "--to", site.path("backup")});
  }
  std::string photo(const std::string& in) const {
    const std::string hash = sync::sha256_hex("bytes of a.jpg");
    return in + "/attachments/" + hash.substr(0, 2) + "/" + hash;
  }
  std::string restore_refusal(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> command = {"restore", "--from", site.path("backup")};
    command.insert(command.end(), more.begin(), more.end());
    const std::string said = site.refusal(command, "restored");
    CHECK_FALSE(fs::exists(site.directory.path() / "restored"));
    return said;
  }
  void change(const std::string& sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(site.path("data/endpoint.sqlite").c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }
  // What a restoration that was killed in the midst of its work leaves: a copy, and a log whose pages are of another day.
  void leave_half_restored(const std::string& in) const {
    fs::create_directories(site.path(in));
    const std::string half = site.path("half.sqlite");
    fs::copy_file(site.path("backup/endpoint.sqlite"), half);
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(half.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database,
                         "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; DROP INDEX submission_by_form; DELETE FROM submission;"
                         "CREATE TABLE other(a); INSERT INTO other VALUES(zeroblob(100000))",
                         nullptr, nullptr, nullptr) == SQLITE_OK);
    for (const char* part : {"", "-wal", "-shm"}) fs::copy_file(half + part, site.path(in + "/restoring.sqlite" + part));
    sqlite3_close(database);
    site.write(in + "/restoring.sqlite-journal", "of another day");
  }
};

} // namespace

TEST_CASE("a back-up under load, restored: every submission acknowledged before it is there, and cursors go on") {
  SUBCASE("SQLite") { back_up_and_restore(Site::On::sqlite, Site::On::sqlite); }
  SUBCASE("PostgreSQL") {
    if (postgres_is_here()) back_up_and_restore(Site::On::postgres, Site::On::postgres);
  }
  SUBCASE("SQLite to PostgreSQL") {
    if (postgres_is_here()) back_up_and_restore(Site::On::sqlite, Site::On::postgres);
  }
  SUBCASE("PostgreSQL to SQLite") {
    if (postgres_is_here()) back_up_and_restore(Site::On::postgres, Site::On::sqlite);
  }
}

TEST_CASE("a back-up that was cut off or changed is refused, and nothing is made of it") {
  const BackedUp host;
  const std::string database = host.site.read("backup/endpoint.sqlite");
  const std::string manifest = host.site.read("backup/manifest.json");
  CHECK(host.site.run({"backup", "--to", host.site.path("another")}).exit_code == 0);
  CHECK(run_endpoint({"restore", "--from", host.site.path("backup"), "--verify"}).output.find("whole: 1 submissions, 1 attachments") !=
        std::string::npos);

  host.site.write("backup/endpoint.sqlite", database.substr(0, database.size() / 2));
  CHECK(host.restore_refusal().find("its database was changed or cut") != std::string::npos);
  std::string changed = database;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  host.site.write("backup/endpoint.sqlite", changed);
  CHECK(host.restore_refusal().find("its database was changed or cut") != std::string::npos);
  host.site.write("backup/endpoint.sqlite", database);

  host.site.write(host.photo("backup"), "bytes of b.jpg");
  CHECK(host.restore_refusal().find("an attachment was changed or cut") != std::string::npos);
  fs::remove(host.site.path(host.photo("backup")));
  CHECK(host.restore_refusal().find("attachments are not there") != std::string::npos);
  host.site.write(host.photo("backup"), "bytes of a.jpg");

  std::string other = manifest;
  other.replace(other.find("\"submissions\": 1"), 16, "\"submissions\": 2");
  host.site.write("backup/manifest.json", other);
  CHECK(host.restore_refusal().find("its manifest was changed or cut") != std::string::npos);
  host.site.write("backup/manifest.json", manifest.substr(0, manifest.size() / 2));
  CHECK(host.restore_refusal().find("its manifest was changed or cut") != std::string::npos);
  fs::remove(host.site.path("backup/manifest.json"));
  CHECK(host.restore_refusal().find("cut off before its end") != std::string::npos);
  CHECK(host.site.refusal({"restore", "--from", host.site.path("nowhere")}, "restored").find("no back-up in this directory") !=
        std::string::npos);
  const std::string again = host.site.refusal({"backup", "--to", host.site.path("backup")});
  CHECK(again.find("not empty") != std::string::npos);
  CHECK(again.find("nothing in " + host.site.path("backup") + " was changed") != std::string::npos);
  CHECK(again.find("not complete") == std::string::npos);

  host.site.write("backup/manifest.json", manifest);
  CHECK(host.site.run({"restore", "--from", host.site.path("backup")}, "restored").exit_code == 0);
}

TEST_CASE("a back-up that cannot be written to is checked and restored: nothing is made or changed in it") {
  const BackedUp host;
  const fs::path backup = host.site.path("backup");
  fs::remove(backup / "attachments" / "incoming"); // a copy on a medium need not have the folder that is empty
  const auto state = [&] {
    std::map<std::string, fs::file_time_type> all = {{".", fs::last_write_time(backup)}};
    for (const auto& entry : fs::recursive_directory_iterator(backup)) all.emplace(entry.path().string(), entry.last_write_time());
    return all;
  };
  const auto before = state();
  CHECK(run_endpoint({"restore", "--from", backup.string(), "--verify"}).output.find("whole: 1 submissions, 1 attachments") !=
        std::string::npos);
  CHECK(state() == before);
  CHECK(host.site.run({"restore", "--from", backup.string()}, "restored").output.find("restored") != std::string::npos);
  CHECK(state() == before);
}

TEST_CASE("a restoration that was killed is tried again: nothing of the first attempt comes into the second") {
  const BackedUp host;
  host.leave_half_restored("restored");
  CHECK(host.site.run({"restore", "--from", host.site.path("backup")}, "restored").output.find("restored: 1 submissions") !=
        std::string::npos);
  CHECK(host.site.run({"check"}, "restored").output.find("1 submissions and 1 attachments were read\nall of it is whole") !=
        std::string::npos);
  for (const char* part : {"", "-wal", "-shm", "-journal"}) CHECK_FALSE(fs::exists(host.site.path("restored/restoring.sqlite") + part));
}

TEST_CASE("a restoration to PostgreSQL is made whole or not at all, and among nobody else's tables") {
  if (!postgres_is_here()) return;
  BackedUp host;
  host.site.on = Site::On::postgres;
  host.site.take_new_database();
  const std::string inside =
      tests::postgres_server().connection("postgres") + host.site.connection.substr(host.site.connection.find(" options="));
  const auto tables = [&] { return PostgresServer::ask(inside, "SELECT count(*) FROM pg_tables WHERE schemaname=current_schema()"); };
  const auto restoring = [&](const std::string& backup) {
    std::vector<std::string> command = {"restore", "--from", host.site.path(backup)};
    for (const std::string& option : host.site.storage_options()) command.push_back(option);
    return command;
  };

  PostgresServer::run(inside, "CREATE TABLE theirs (a INT); INSERT INTO theirs VALUES (7); CREATE VIEW shown AS SELECT a FROM theirs");
  CHECK(host.site.refusal(restoring("backup"), "restored").find("tables of another program") != std::string::npos);
  CHECK(PostgresServer::ask(inside, "SELECT a FROM shown") == "7");
  std::vector<std::string> founding = {"init"};
  for (const std::string& option : host.site.storage_options()) founding.push_back(option);
  CHECK(host.site.refusal(founding, "founded").find("tables of another program") != std::string::npos);
  CHECK(tables() == "1");
  PostgresServer::run(inside, "DROP TABLE theirs CASCADE");

  host.change(
      "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i<20000) "
      "INSERT INTO submission (project_id, position, sequence, instance_id, form_id, form_version, deprecated_id, submitted_at, "
      "token_id, device_id, sha256, files, xml) SELECT 1, i, i, 'uuid:'||i, 'visit', '1', '', 0, '', '', '', 0, zeroblob(2000) FROM n");
  host.site.run({"backup", "--to", host.site.path("large")});
  std::thread cutter([&] {
    PostgresServer::run(inside, "DO $$ BEGIN FOR i IN 1..100000 LOOP PERFORM pg_stat_clear_snapshot(); PERFORM pg_terminate_backend(pid) "
                                "FROM pg_stat_activity WHERE query LIKE 'COPY submission (%' AND pid<>pg_backend_pid(); EXIT WHEN FOUND; "
                                "PERFORM pg_sleep(0.0002); END LOOP; END $$");
  });
  host.site.refusal(restoring("large"), "restored");
  cutter.join();
  CHECK(tables() == "0");
  CHECK(host.site.run(restoring("large"), "restored").output.find("restored: 20000 submissions") != std::string::npos);
}

TEST_CASE("a back-up of a store that has lost an attachment never says that it is complete") {
  const BackedUp host;
  fs::remove(host.site.path(host.photo("data")));
  fs::remove_all(host.site.path("backup"));
  CHECK(host.site.refusal({"backup", "--to", host.site.path("backup")}).find("NOT complete") != std::string::npos);
  const Run verified = run_endpoint({"restore", "--from", host.site.path("backup"), "--verify"});
  CHECK(verified.exit_code == 1);
  CHECK(verified.output.find("whole") == std::string::npos);
  CHECK(verified.output.find("not complete: 1 submissions, 0 attachments") != std::string::npos);
  CHECK(verified.errors.find("missing: the attachment " + sync::sha256_hex("bytes of a.jpg")) != std::string::npos);
  CHECK(host.restore_refusal().find("--accept-missing") != std::string::npos);
  CHECK(host.site.refusal({"check"}).find("it is \"a.jpg\" of the submission " + numbered_id(1)) != std::string::npos);
  CHECK(host.site.run({"restore", "--from", host.site.path("backup"), "--accept-missing"}, "restored").exit_code == 0);

  const Run cut = run_endpoint({"backup", "--data", host.site.path("data"), "--to", "/dev/full/backup"});
  CHECK(cut.exit_code == 1);
  CHECK(cut.errors.find("NO back-up") != std::string::npos);
}

TEST_CASE("of a form's file that is lost check says which form to publish again, and that helps") {
  const Site site(Site::On::sqlite);
  site.init();
  site.write("list.csv", "name,label\na,A\n");
  site.write("choice.md", "| survey | | | |\n| | type | name | label |\n| | select_one_from_file list.csv | c | Choice |\n"
                          "| settings | | |\n| | form_id | version |\n| | choice | 1 |\n");
  const std::vector<std::string> publishing = {"form", "publish", "--media", site.path("list.csv"), site.path("choice.md")};
  site.run(publishing);
  const std::string hash = sync::sha256_hex(site.read("list.csv"));
  REQUIRE(fs::remove(site.path("data/attachments/" + hash.substr(0, 2) + "/" + hash)));
  const std::string said = site.refusal({"check"});
  CHECK(said.find("it is \"list.csv\" of the form choice version \"1\"") != std::string::npos);
  CHECK(said.find("Publish the form again, with this file") != std::string::npos);
  site.run(publishing);
  CHECK(site.run({"check"}).exit_code == 0);
}

TEST_CASE("check names what is wrong and what to do") {
  const BackedUp host;
  CHECK(host.site.run({"check"}).output.find("1 submissions and 1 attachments were read\nall of it is whole") != std::string::npos);
  const auto found = [&](const std::string& sql, const std::string& repair) {
    host.change(sql);
    const std::string said = host.site.refusal({"check"});
    host.change(repair);
    return said;
  };
  CHECK(found("UPDATE submission SET xml=CAST(xml||' ' AS BLOB)", "UPDATE submission SET xml=substr(xml, 1, length(xml)-1)")
            .find("was changed") != std::string::npos);
  CHECK(found("UPDATE project SET last_sequence=0", "UPDATE project SET last_sequence=1").find("its counter stands at 0") !=
        std::string::npos);
  CHECK(found("UPDATE form SET submissions=5", "UPDATE form SET submissions=1").find("counts 5 submissions, and has 1") !=
        std::string::npos);
  CHECK(found("UPDATE submission SET form_version='9'", "UPDATE submission SET form_version='1'").find("Publish this version") !=
        std::string::npos);
  CHECK(found("UPDATE submission SET files=2", "UPDATE submission SET files=1").find("names 2 attachments, and has 1") !=
        std::string::npos);
  CHECK(found("UPDATE submission SET sequence=0", "UPDATE submission SET sequence=1").find("an impossible place") != std::string::npos);
  CHECK(found("UPDATE submission SET deprecated_id=instance_id", "UPDATE submission SET deprecated_id=''").find("in a circle") !=
        std::string::npos);
  CHECK(found("UPDATE submission_file SET instance_id='x'", "UPDATE submission_file SET instance_id='" + numbered_id(1) + "'")
            .find("belongs to the submission x, which is not there") != std::string::npos);
  host.site.write(host.photo("data"), "bytes of b.jpg");
  CHECK(host.site.refusal({"check"}).find("holds other bytes") != std::string::npos);
  host.site.write(host.photo("data"), "bytes of a.jpg");
  CHECK(host.site.run({"check"}).exit_code == 0);
}
