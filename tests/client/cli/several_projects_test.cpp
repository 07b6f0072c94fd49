// Several projects on one laptop: what is wrong with one is its own.
#include <doctest/doctest.h>

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

// Two projects, "North" and "South", at one server that takes everything and lists no questionnaire.
struct TwoProjects : Pilotctl {
  ScriptedServer server{[](const Asked& asked) {
    if (asked.method == "HEAD") return openrosa(204);
    return asked.method == "POST" ? openrosa(201) : openrosa(200, {}, sync::write_form_list({}));
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
