// pilotctl fills a questionnaire: what the screen would refuse is refused here, in a sentence, with a non-zero status.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/cli/pilotctl.h"
#include "support/visit_form.h"

using nlohmann::json;
using namespace pilotage::tests;

namespace {

struct Laptop : Pilotctl {
  Laptop() {
    const Run installed = run({"forms", "install", write("visit.xml", kVisitForm)});
    CAPTURE(installed.err);
    REQUIRE(installed.status == 0);
    REQUIRE(installed.out.contains("visit"));
  }

  Run fill(const char* answers, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"responses", "new", "--form", "visit", "--answers", write("answers.json", answers)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  json responses() const { return json::parse(run({"responses", "list", "--json"}).out); }
};

} // namespace

TEST_CASE("a file of answers becomes a finalized response") {
  const Laptop laptop;
  const Run done = laptop.fill(R"({"name": "Ann", "age": 12, "guardian": "Mother", "person": [{"first": "one"}, {"first": "two"}]})",
                               {"--finalize", "--language", "fr"});
  CAPTURE(done.err);
  REQUIRE(done.status == 0);
  const json list = laptop.responses();
  REQUIRE(list.size() == 1);
  CHECK(list[0]["state"] == "finalized");
  CHECK(list[0]["language"] == "Français (fr)");
  CHECK(list[0]["instance_name"] == "Ann");
  const std::string id = list[0]["instance_id"];
  CHECK(done.out == id + " finalized\n");
  const std::string xml = laptop.run({"responses", "show", id, "--xml"}).out;
  CHECK(xml.contains("<guardian>Mother</guardian>"));
  CHECK(xml.contains("<first>two</first>"));
}

TEST_CASE("without --finalize it is a draft, whose answers store export shows") {
  const Laptop laptop;
  REQUIRE(laptop.fill(R"({"name": "Ann"})").status == 0);
  CHECK(laptop.responses()[0]["state"] == "draft");
  REQUIRE(laptop.run({"store", "export", "--out", laptop.path("out")}).status == 0);
  bool found = false;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(laptop.path("out")))
    if (entry.path().filename() == "draft.xml")
      found = laptop.read(std::filesystem::relative(entry.path(), laptop.path("."))).contains("<name>Ann</name>");
  CHECK(found);
}

TEST_CASE("what the form refuses leaves nothing behind and says which question and why") {
  const Laptop laptop;
  const auto refused = [&](const char* answers, std::vector<std::string> more, const char* question, const char* reason) {
    const Run run = laptop.fill(answers, std::move(more));
    CAPTURE(answers);
    CAPTURE(run.err);
    CHECK(run.status == 1);
    CHECK(run.out.empty());
    CHECK(run.err.starts_with("pilotctl: "));
    CHECK(run.err.contains(question));
    CHECK(run.err.contains(reason));
    CHECK(laptop.responses().empty());
  };
  refused(R"({"age": 12})", {"--finalize"}, "/data/name", "required");
  refused(R"({"name": "A", "age": 200})", {}, "/data/age", "Only adults");
  refused(R"({"name": "A", "age": 40, "guardian": "M"})", {}, "/data/guardian", "not relevant");
  refused(R"({"nmae": "A"})", {}, "nmae", "no such question");
  refused(R"({"region": "east"})", {}, "/data/region", "none of the choices");
  refused("{", {}, "", "JSON");
  refused(R"({"name": "A"})", {"--language", "de"}, "de", "Français (fr)");
}

TEST_CASE("an unknown form names those there are, and a missing file is named") {
  const Laptop laptop;
  const Run unknown = laptop.run({"responses", "new", "--form", "other", "--answers", laptop.write("a.json", "{}")});
  CHECK(unknown.status == 1);
  CHECK(unknown.err.contains("visit"));
  const Run missing = laptop.run({"responses", "new", "--form", "visit", "--answers", "/nowhere/a.json"});
  CHECK(missing.status == 1);
  CHECK(missing.err.contains("/nowhere/a.json"));
}

TEST_CASE("what is no questionnaire is not installed") {
  const Pilotctl laptop;
  const Run broken = laptop.run({"forms", "install", laptop.write("broken.xml", "<html/>")});
  CHECK(broken.status == 1);
  CHECK(broken.err.contains("broken.xml"));
  const Run workbook = laptop.run({"forms", "install", laptop.write("broken.xlsx", "not a workbook")});
  CHECK(workbook.status == 1);
  CHECK_FALSE(workbook.err.empty());
}

TEST_CASE("a bundled questionnaire installs and fills") {
  const Pilotctl laptop;
  const Run installed = laptop.run({"forms", "install", PILOTAGE_SOURCE_DIR "/assets/questionnaires/guide-usability.md"});
  CAPTURE(installed.err);
  REQUIRE(installed.status == 0);
  const std::string answers = laptop.write("a.json", R"({"consent": "no"})");
  const Run filled = laptop.run({"responses", "new", "--form", "guide-usability", "--answers", answers, "--finalize", "--json"});
  CAPTURE(filled.err);
  REQUIRE(filled.status == 0);
  CHECK(json::parse(filled.out)["state"] == "finalized");
}
