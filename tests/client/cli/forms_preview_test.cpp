// A look at a form in the real client, by script and without a window.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "client/cli/pilotctl.h"

using pilotage::tests::Pilotctl;
using pilotage::tests::Run;

TEST_CASE("forms preview shows the form in the client, says that nothing is kept, and leaves nothing behind") {
  const Pilotctl pilotctl;
  const std::string form = pilotctl.write("visit.md", R"(
| survey |
| | type    | name | label::English (en) | label::Français (fr) | required |
| | integer | age  | Your age            | Votre âge            | yes      |
)");
  const std::string steps = pilotctl.write("steps.txt", R"(wait-text Preview: nothing that you write here is kept or sent
click /data/age
type 41
key Ctrl+Enter
wait-text This is a preview
check
click review.finalize
click dialog.yes
wait-text it is not sent
check
click bar.settings
wait-text Size of text
wait-gone Add the server
language fr
wait-text Aperçu
check
quit
)");
  const Run preview = pilotctl.run({"forms", "preview", form, "--drive", steps, "--offscreen"});
  INFO(preview.out);
  INFO(preview.err);
  CHECK(preview.status == 0);
  // Neither the library of the person nor the outbox knows of it.
  CHECK_FALSE(std::filesystem::exists(pilotctl.path("data")));
  CHECK(std::filesystem::is_empty(pilotctl.path("temporary")));
}

TEST_CASE("forms preview of a form with errors says them and opens nothing") {
  const Pilotctl pilotctl;
  const std::string form = pilotctl.write("bad.md", "| survey |\n| | type | name | label | relevance |\n| | text | a | A | 1 + |\n");
  const Run preview = pilotctl.run({"forms", "preview", form, "--drive", pilotctl.write("steps.txt", "quit\n"), "--offscreen"});
  CHECK(preview.status == 1);
  CHECK(preview.err.find("survey, row 2, relevance") != std::string::npos);
  CHECK(preview.out.empty());
}

TEST_CASE("the pages of a previewed questionnaire are its groups and repeats, those that are relevant") {
  const Pilotctl pilotctl;
  const std::string steps = pilotctl.write("steps.txt", R"(click /data/before_you_start/consent=yes
key PageDown
wait-text Page 2 of 6
key PageDown
wait-text Task – 1
key PageDown
key PageDown
wait-text Page 5 of 6
click Yes
wait-text Page 5 of 7
key PageDown
wait-text Observation – 1
key PageUp
click No
wait-text Page 5 of 6
quit
)");
  const std::string form = std::string(PILOTAGE_SOURCE_DIR) + "/assets/questionnaires/task-observation.md";
  const Run preview = pilotctl.run({"forms", "preview", form, "--drive", steps, "--offscreen"});
  INFO(preview.out);
  CHECK(preview.status == 0);
}
