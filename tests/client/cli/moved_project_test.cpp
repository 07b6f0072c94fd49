// A project on a laptop that is given another server, by its name.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "client/cli/pilotctl.h"
#include "support/scenario.h"
#include "sync/uploader/scripted_server.h"

using nlohmann::json;
using namespace pilotage::tests;

namespace {

std::string two_photos() {
  return pilotage::forms::xform(
      R"x(<instance><data id="photos" version="1"><one/><two/><meta><instanceID/></meta></data></instance>
      <bind nodeset="/data/one" type="binary"/><bind nodeset="/data/two" type="binary"/>
      <bind nodeset="/data/meta/instanceID" jr:preload="uid"/>)x",
      R"x(<upload ref="/data/one" mediatype="image/*"/><upload ref="/data/two" mediatype="image/*"/>)x");
}

// Takes posts that are not too large one after the other, and only the first `most` of them.
Reply take(const Asked& asked, int& taken, int most) {
  if (asked.method == "HEAD") return openrosa(204, {{"X-OpenRosa-Accept-Content-Length", "120000"}});
  if (taken >= most) return openrosa(503);
  ++taken;
  return openrosa(201);
}

Run add(const Pilotctl& laptop, const ScriptedServer& server) {
  const json code = {{"general", {{"server_url", server.origin() + "/v1/key/abc/projects/1"}}}, {"project", {{"name", "Pilot"}}}};
  return laptop.run({"project", "add", "--name", "Pilot", "--settings", laptop.write("settings.json", code.dump())});
}

} // namespace

TEST_CASE("what one server has of a response does not count at the one that the project moves to: all of it goes there") {
  const Pilotctl laptop;
  int taken_by_old = 0, taken_by_new = 0;
  const ScriptedServer before([&](const Asked& asked) { return take(asked, taken_by_old, 1); });
  const ScriptedServer after([&](const Asked& asked) { return take(asked, taken_by_new, 10); });
  REQUIRE(add(laptop, before).status == 0);
  REQUIRE(laptop.run({"forms", "install", laptop.write("photos.xml", two_photos()), "--project", "Pilot"}).status == 0);
  for (const char* name : {"one.jpg", "two.jpg"}) laptop.write(name, std::string(100'000, name[0]));
  REQUIRE(laptop
              .run({"responses", "new", "--form", "photos", "--finalize", "--answers",
                    laptop.write("answers.json", json({{"one", "one.jpg"}, {"two", "two.jpg"}}).dump())})
              .status == 0);
  CHECK(laptop.run({"sync"}).status == 1);
  REQUIRE(taken_by_old == 1);

  CHECK_FALSE(add(laptop, before).out.contains("moved"));
  CHECK(add(laptop, after).out.contains("It has moved"));
  const Run sent = laptop.run({"sync"});
  CAPTURE(sent.err);
  CHECK(sent.status == 0);
  std::string received;
  for (const Asked& post : after.asked("POST")) received += post.body;
  CHECK(received.contains("name=\"xml_submission_file\""));
  CHECK(received.contains("name=\"one.jpg\""));
  CHECK(received.contains("name=\"two.jpg\""));
}
