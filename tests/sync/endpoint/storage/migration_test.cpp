// Databases of earlier versions, made by their own SQL and not by today's code, open with everything that they hold; those of later
// versions are refused.
#include <sqlite3.h>

#include <fstream>

#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/postgres_schema.h"
#include "sync/endpoint/storage/samples.h"
#include "sync/endpoint/storage/sqlite_schema.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

std::string fixture(const std::string& name) {
  std::ifstream in(std::string(PILOTAGE_SOURCE_DIR) + "/tests/sync/endpoint/storage/fixtures/" + name);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class EarlierSqlite {
public:
  EarlierSqlite() { run(fixture("first_schema.sqlite.sql") + fixture("first_content.sql")); }
  static bool available() { return true; }
  Result<std::int64_t> version() const { return SqliteStorage::version_in(file()); }
  Result<std::unique_ptr<SqliteStorage>> open() const { return SqliteStorage::open(file(), SqliteStorage::Mode::existing); }
  void make_newer() const { run("PRAGMA user_version=99"); }
  // Takes the steps up to this version, and fills it.
  void advance(int version, const std::string& content) const {
    std::string sql;
    for (int step = 1; step < version; ++step) sql += schema_step(step);
    run(sql + "PRAGMA user_version=" + std::to_string(version) + ";" + content);
  }

private:
  std::filesystem::path file() const { return directory_ / "endpoint.sqlite"; }
  void run(const std::string& sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file().c_str(), &database) == SQLITE_OK);
    char* error = nullptr;
    sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error);
    REQUIRE_MESSAGE(error == nullptr, error);
    sqlite3_close(database);
  }
  TemporaryDirectory directory_;
};

class EarlierPostgres {
public:
  EarlierPostgres() : settings_{.connection = postgres_server().new_database(), .password = {}} {
    std::string content = fixture("first_content.sql");
    for (std::size_t at = 0; (at = content.find("AS BLOB", at)) != std::string::npos;) content.replace(at, 7, "AS BYTEA");
    // Numbers that were given by hand are not counted by the database.
    PostgresServer::run(settings_.connection, fixture("first_schema.postgres.sql") + content +
                                                  "SELECT setval(pg_get_serial_sequence('project', 'project_id'), 2)");
  }
  static bool available() { return OnPostgres::available(); }
  Result<std::int64_t> version() const { return PostgresStorage::version_in(settings_); }
  Result<std::unique_ptr<PostgresStorage>> open() const { return PostgresStorage::open(settings_, PostgresMode::existing); }
  void make_newer() const { PostgresServer::run(settings_.connection, "INSERT INTO schema_step (version, made_at) VALUES (99, 0)"); }
  void advance(int version, const std::string& content) const {
    std::string sql;
    for (int step = 1; step < version; ++step)
      sql += for_postgresql(schema_step(step)) + "INSERT INTO schema_step (version, made_at) VALUES (" + std::to_string(step + 1) + ", 0);";
    PostgresServer::run(settings_.connection, sql + content);
  }

private:
  PostgresSettings settings_;
};

void check_content(Storage& storage) {
  CHECK(checked(storage.projects()).size() == 2);
  CHECK(checked(storage.project("Pilot")).uuid == "c0000000-0000-4000-8000-000000000001");
  const auto tokens = checked(storage.tokens(0));
  REQUIRE(tokens.size() == 2);
  const AccessToken laptop = checked(storage.token_by_hash("hash of the laptop"));
  CHECK(laptop.role == Role::collector);
  CHECK(laptop.revoked_at == 1'700'000'000'009);
  CHECK(laptop.actor != 0);
  CHECK(laptop.actor != checked(storage.token_by_hash("hash of the administrator")).actor);
  const FormSummary form = checked(storage.form(1, "visit"));
  CHECK(form.state == FormState::closing);
  CHECK(form.version == "2");
  CHECK(form.submissions == 3);
  const FormVersion first = checked(storage.form_version(1, "visit", "1"));
  CHECK(first.xform == "<h:html>1</h:html>");
  CHECK(first.upload_paths == std::vector<std::string>{"/data/photo"});
  REQUIRE(first.files.size() == 1);
  CHECK(first.files[0].size == 12);
  CHECK(checked(storage.form_version(1, "visit", "2")).encrypted);

  const auto feed = checked(storage.submissions_after(1, "", 0, 100, 1'000'000));
  REQUIRE(feed.size() == 3);
  CHECK(feed[0].instance_id == "uuid:2");
  CHECK(feed[1].instance_id == "uuid:3");
  CHECK(feed[2].instance_id == "uuid:1");
  CHECK(feed[2].position == 4);
  CHECK(feed[2].xml == "<data>1</data>");
  REQUIRE(feed[2].files.size() == 1);
  CHECK(feed[2].files[0].sha256 == "sha of a");
  const auto records = checked(storage.submission_records(1, "visit", 0, 10, 0)).records;
  REQUIRE(records.size() == 2);
  CHECK(records[0].current.instance_id == "uuid:3"); // corrects uuid:2
  CHECK(records[1].first.submitter.name == "Laptop 7");

  CHECK(tokens[0].id == "t0000000-0000-4000-8000-000000000001");
  CHECK_FALSE(tokens[0].last_used_at);
  CHECK(tokens[1].last_used_at == 1'700'000'000'007); // of uuid:2; uuid:3 came from somebody else
}

void check_review_counts(Storage& storage, std::uint64_t received, std::uint64_t has_issues, std::uint64_t edited) {
  const ReviewCounts counts = checked(storage.review_counts(1, "visit"));
  CHECK(counts.received == received);
  CHECK(counts.has_issues == has_issues);
  CHECK(counts.edited == edited);
}

void check_use(Storage& storage) {
  NewSubmission again = a_submission(1, 1);
  again.instance_id = "uuid:1";
  again.sha256 = "sha of uuid:1";
  CHECK(checked(submit(storage, again)).outcome == Stored::again);
  CHECK(checked(submit(storage, a_submission(1, 2))).sequence == 5);
  CHECK(checked(storage.create_project("Third")).id == 3);
  checked(storage.create_account({.email = "ana@example.org", .name = "Ana", .password = {}}));
  CHECK(checked(storage.accounts("")).size() == 1);
}

} // namespace

TEST_CASE_TEMPLATE("a database of the first schema opens with everything it holds, and goes on", Earlier, EarlierSqlite, EarlierPostgres) {
  if (!Earlier::available()) return;
  const Earlier database;
  for (int looks = 0; looks < 2; ++looks) CHECK(checked(database.version()) == 1); // looking changes nothing
  {
    const auto storage = checked(database.open());
    CHECK(checked(database.version()) == newest_schema_version());
    check_content(*storage);
    check_review_counts(*storage, 1, 0, 1);
    check_use(*storage);
  }
  CHECK(checked(checked(database.open())->submissions_after(1, "", 4, 100, 1'000'000)).size() == 1); // and once more, with nothing to do
}

TEST_CASE_TEMPLATE("a database of the second schema: reviews in the audit log find their submission, app users keep all forms", Earlier,
                   EarlierSqlite, EarlierPostgres) {
  if (!Earlier::available()) return;
  const Earlier database;
  const std::string reviewed = "uuid:c0000000-0000-4000-8000-000000000007";
  const std::string entry = "INSERT INTO audit (project_id, actor_id, action, details, logged_at) VALUES (1, 1, 'submission.update', ";
  database.advance(2, entry + "'{\"instanceId\":\"" + reviewed + "\",\"reviewState\":\"approved\"}', 5);" + entry +
                          "'{\"instanceId\":\"a name of its own\",\"reviewState\":\"\"}', 6);");
  const auto storage = checked(database.open());
  check_content(*storage);
  const auto audits = checked(storage->submission_audits(1, reviewed));
  REQUIRE(audits.size() == 1);
  CHECK(audits[0].logged_at == 5);
  CHECK(checked(storage->audits({})).size() == 2);
  CHECK_FALSE(checked(storage->token_by_hash("hash of the laptop")).forms);
  const Project project = checked(storage->project("Pilot"));
  CHECK(project.description.empty());
  CHECK_FALSE(project.archived);
  CHECK(checked(storage->form(1, "visit")).created_by == 0);
}

TEST_CASE_TEMPLATE("a database of the third schema: reviews find their form, and tokens when they were last used", Earlier, EarlierSqlite,
                   EarlierPostgres) {
  if (!Earlier::available()) return;
  const Earlier database;
  database.advance(3, "INSERT INTO review (project_id, instance_id, state, reviewed_at) VALUES "
                      "(1, 'uuid:1', 'hasIssues', 1700000000010), (1, 'uuid:2', 'approved', 1700000000007), "
                      "(1, 'uuid:of nothing', 'hasIssues', 1700000000010), (2, 'uuid:1', 'hasIssues', 1700000000010);");
  const auto storage = checked(database.open());
  check_content(*storage);
  check_review_counts(*storage, 0, 1, 1); // uuid:2 was corrected after it was approved
  checked(storage->set_review(1, "uuid:2", ReviewState::approved));
  check_review_counts(*storage, 0, 1, 0);
  check_use(*storage);
  check_review_counts(*storage, 1, 1, 0);
}

TEST_CASE_TEMPLATE("a database of a later version is refused with a sentence", Earlier, EarlierSqlite, EarlierPostgres) {
  if (!Earlier::available()) return;
  const Earlier database;
  checked(database.open());
  database.make_newer();
  const auto refused = database.open();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::newer_version);
  CHECK(refused.error().message.find("Install that version or a later one") != std::string::npos);
}
