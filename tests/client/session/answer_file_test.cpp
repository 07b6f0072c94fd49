#include "client/session/answer_file.h"

#include <fstream>

#include "client/session/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

Error refused(session::Filling& filling, std::string_view answers) {
  const auto applied = session::apply_answers(filling, answers);
  REQUIRE_FALSE(applied);
  return applied.error();
}

} // namespace

TEST_CASE("answers by name, by reference, as numbers, in repeats") {
  SessionFixture fixture;
  auto filling = fixture.start();
  need(session::apply_answers(filling, R"({"name": "Ann", "/data/age": 30, "person": [{"first": "one", "years": 3}, {"first": "two"}]})"));
  CHECK(value(filling, "/data/name") == "Ann");
  CHECK(value(filling, "/data/doubled") == "60");
  CHECK(value(filling, "/data/person[1]/years") == "3");
  CHECK(value(filling, "/data/person[2]/first") == "two");
}

TEST_CASE("the order in the file does not matter") {
  SessionFixture fixture;
  auto filling = fixture.start();
  need(session::apply_answers(filling, R"({"guardian": "Mother", "town": "agadir", "region": "south", "age": 12})"));
  CHECK(value(filling, "/data/guardian") == "Mother");
  CHECK(value(filling, "/data/town") == "agadir");
}

TEST_CASE("each refusal names the question and the reason") {
  SessionFixture fixture;
  auto filling = fixture.start();
  const Error unknown = refused(filling, R"({"nme": "Ann"})");
  CHECK(unknown.code == ErrorCode::not_found);
  CHECK(unknown.where == "nme");

  const Error irrelevant = refused(filling, R"({"age": 30, "guardian": "Mother"})");
  CHECK(irrelevant.code == ErrorCode::invalid_value);
  CHECK(irrelevant.where == "/data/guardian");
  CHECK(irrelevant.message.contains("not relevant"));

  const Error constraint = refused(filling, R"({"age": 200})");
  CHECK(constraint.where == "/data/age");
  CHECK(constraint.message.contains("Only adults"));

  const Error choice = refused(filling, R"({"region": "east"})");
  CHECK(choice.where == "/data/region");
  CHECK(choice.message.contains("north, south"));

  const Error filtered = refused(filling, R"({"region": "north", "town": "agadir"})");
  CHECK(filtered.where == "/data/town");

  const Error type = refused(filling, R"({"age": "many"})");
  CHECK(type.where == "/data/age");

  const Error calculated = refused(filling, R"({"/data/doubled": 4})");
  CHECK(calculated.where == "/data/doubled");

  CHECK(refused(filling, "[1]").code == ErrorCode::malformed);
  CHECK(refused(filling, "{").code == ErrorCode::malformed);
  CHECK(refused(filling, R"({"person": "one"})").where == "person");
}

TEST_CASE("an answer that later answers make irrelevant is refused too") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/age", "10");
  const Error irrelevant = refused(filling, R"({"guardian": "Mother", "age": 40})");
  CHECK(irrelevant.where == "/data/guardian");
}

TEST_CASE("an upload is a file beside the file of answers") {
  SessionFixture fixture;
  std::ofstream(fixture.folder / "me.jpg") << "picture";
  auto filling = fixture.start();
  need(session::apply_answers(filling, R"({"photo": "me.jpg"})", fixture.folder.path()));
  CHECK(value(filling, "/data/photo") == "me.jpg");
  const auto missing = session::apply_answers(filling, R"({"photo": "you.jpg"})", fixture.folder.path());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::io);
}
