// Several projects on one laptop: what is wrong with one is its own.
#include <doctest/doctest.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "client/cli/pilotctl.h"
#include "client/store/database.h"
#include "support/visit_form.h"
#include "sync/protocol/form_list.h"
#include "sync/uploader/scripted_server.h"

using nlohmann::json;
using namespace pilotage;
using namespace pilotage::tests;

namespace {

// Two projects, "North" and "South", at one server that takes everything, or refuses it, and lists no questionnaire.
struct TwoProjects : Pilotctl {
  std::atomic<int> answer_to_posts = 201;
  ScriptedServer server{[this](const Asked& asked) {
    if (asked.method == "HEAD") return openrosa(204);
    return asked.method == "POST" ? openrosa(answer_to_posts) : openrosa(200, {}, sync::write_form_list({}));
  }};

  TwoProjects() {
    add("North", "1");
    add("South", "2");
  }

  Run succeed(const std::vector<std::string>& arguments) const {
    Run done = run(arguments);
    CAPTURE(done.err);
    REQUIRE(done.status == 0);
    return done;
  }

  void add(const std::string& name, const std::string& number) const {
    const json code = {{"general", {{"server_url", server.origin() + "/v1/key/abc/projects/" + number}}}, {"project", {{"name", name}}}};
    succeed({"project", "add", "--settings", write("settings.json", code.dump())});
  }

  void fill(const std::string& project) const {
    succeed({"forms", "install", write("visit.xml", kVisitForm), "--project", project});
    succeed({"responses", "new", "--form", "visit", "--project", project, "--finalize", "--answers",
             write("answers.json", json({{"name", "Ann"}, {"age", 30}}).dump())});
  }

  void run_sql(const char* sql) const { store::Database(path("data") + "/pilotage.db", 1000).script(sql); }
};

} // namespace

TEST_CASE("a project whose settings cannot be read is told, and the others are sent and fetched all the same") {
  const TwoProjects laptop;
  laptop.fill("North");
  laptop.fill("South");
  laptop.run_sql("UPDATE projects SET connection = x'63' WHERE name = 'North'");

  const Run fetched = laptop.run({"forms", "download"});
  CHECK(fetched.status == 1);
  CHECK(fetched.err.contains("North: The settings of the project \"North\" can no longer be read"));
  CHECK(fetched.out.contains("South: 0 new or changed"));

  const Run sent = laptop.run({"sync"});
  CHECK(sent.status == 1);
  CHECK(sent.err.contains("North: The settings of the project \"North\" can no longer be read"));
  CHECK(sent.out.contains("North: 0 sent, 1 waiting"));
  CHECK(sent.out.contains("South: 1 sent, 0 waiting"));
  CHECK(json::parse(laptop.run({"sync", "--json"}).out)[0]["failures"][0]["code"] == "damaged");
  CHECK(laptop.succeed({"project", "list"}).out.contains("can no longer be read"));

  laptop.add("North", "1");
  CHECK(laptop.succeed({"sync"}).out.contains("North: 1 sent, 0 waiting"));
}

TEST_CASE("what the store holds parked is told at each run, and is no success") {
  TwoProjects laptop;
  laptop.answer_to_posts = 400;
  laptop.fill("North");
  laptop.fill("North");
  CHECK(laptop.run({"sync"}).status == 1);
  laptop.answer_to_posts = 201;
  laptop.fill("South");
  const Run again = laptop.run({"sync"});
  CHECK(again.status == 1);
  CHECK(again.out.contains("North: 0 sent, 0 waiting, 2 parked"));
  CHECK(again.out.contains("South: 1 sent, 0 waiting, 0 parked"));
  CHECK(again.err.contains("North: 2 responses are parked"));
  CHECK(json::parse(laptop.run({"sync", "--json"}).out)[0]["parked"] == 2);
  CHECK(laptop.run({"sync", "--project", "South"}).status == 0);
}

TEST_CASE("a finished response that belongs to no server is told of, and is no failure") {
  const TwoProjects laptop;
  laptop.succeed({"forms", "install", laptop.write("visit.xml", kVisitForm)});
  laptop.succeed({"responses", "new", "--form", "visit", "--finalize", "--answers",
                  laptop.write("answers.json", json({{"name", "Ann"}, {"age", 30}}).dump())});
  CHECK(laptop.succeed({"sync"}).out.contains("1 finished response belongs to no server"));
  const Run as_json = laptop.succeed({"sync", "--json"});
  CHECK(json::parse(as_json.out).size() == 2);
  CHECK(as_json.err.contains("1 finished response belongs to no server"));
  laptop.fill("South");
  CHECK(laptop.succeed({"sync"}).out.contains("1 finished response belongs to no server"));
}
