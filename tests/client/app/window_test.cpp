// The real window under Xvfb, on the bundled questionnaires, in three languages and two sizes of text: nothing clipped, overlapping or
// untranslated, and a picture of each screen in <build>/screens for people to look at.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "client/app/program_run.h"
#include "client/app/virtual_display.h"

using namespace pilotage::tests;
namespace fs = std::filesystem;

namespace {

bool install_questionnaires(const fs::path& data) {
  const std::string forms = std::string(PILOTAGE_SOURCE_DIR) + "/assets/questionnaires/";
  const std::string command = std::string(PILOTAGE_BIN_DIR) + "/pilotctl --data " + data.string() + " forms install " + forms +
                              "guide-usability.md " + forms + "guidance-feedback.md >/dev/null";
  return std::system(command.c_str()) == 0;
}

// A picture of the screen and its faults of layout.
void look(std::vector<std::string>& steps, const fs::path& pictures, const std::string& name) {
  steps.push_back("check");
  steps.push_back("screenshot " + (pictures / (name + ".png")).string());
}

std::vector<std::string> tour(const std::string& language, const std::string& scale, const fs::path& pictures) {
  const std::string tag = "-" + language + "-" + scale;
  std::vector<std::string> steps = {"language " + language, "scale " + scale, "size 1280x800"};
  look(steps, pictures, "home" + tag);
  steps.insert(steps.end(), {"click home.start/guide-usability", "click /data/before_you_start/consent=yes"});
  look(steps, pictures, "start" + tag);
  steps.insert(steps.end(), {"key PageDown", "wait-gone /data/before_you_start/consent"});
  look(steps, pictures, "session" + tag);
  steps.insert(steps.end(), {"key PageDown", "click /data/sus/sus_1=4"});
  look(steps, pictures, "sus" + tag);
  steps.insert(steps.end(), {"key F2"});
  look(steps, pictures, "outline" + tag);
  steps.insert(steps.end(), {"key Escape", "key F1"});
  look(steps, pictures, "help" + tag);
  steps.insert(steps.end(), {"key Escape", "click filling.outline", "click panel/5"});
  look(steps, pictures, "page" + tag);
  steps.insert(steps.end(), {"key Ctrl+Enter"});
  look(steps, pictures, "review" + tag);
  steps.insert(steps.end(), {"click bar.back", "click bar.responses"});
  look(steps, pictures, "responses" + tag);
  steps.insert(steps.end(), {"click bar.back", "click bar.settings"});
  look(steps, pictures, "settings" + tag);
  steps.insert(steps.end(), {"click bar.back", "quit"});
  return steps;
}

// The steps must all pass; a screenshot of an empty window does not.
void play_in_window(const fs::path& data, const std::vector<std::string>& steps, const std::string& language = "C.UTF-8") {
  // Under sanitizers: the OpenGL driver keeps memory and is unloaded before leaks are looked for, so they cannot be told by name. The
  // same screens run without a driver, leaks included, in program_test.cpp.
  const VirtualDisplay display("1600x1000");
  ProgramRun program({"--data", data.string(), "--drive", "-"}, {{"DISPLAY", display.name()},
                                                                 {"LIBGL_ALWAYS_SOFTWARE", "1"},
                                                                 {"ASAN_OPTIONS", "detect_leaks=0"},
                                                                 {"LC_ALL", language},
                                                                 {"HOME", data.string()}});
  for (const std::string& step : steps) program.step(step);
  program.end_of_script();
  std::string printed;
  while (const auto line = program.line()) printed += *line + "\n";
  INFO(printed);
  CHECK(program.wait() == 0);
}

} // namespace

TEST_CASE("the real window shows every screen whole in EN, FR and ES at 100 % and 150 %") {
  if (!VirtualDisplay::available()) return;
  const fs::path pictures = fs::path(PILOTAGE_BIN_DIR).parent_path() / "screens";
  fs::create_directories(pictures);
  for (const char* language : {"en", "fr", "es"}) {
    for (const char* scale : {"100", "150"}) {
      Folder folder;
      REQUIRE(install_questionnaires(folder.path));
      play_in_window(folder.path, tour(language, scale, pictures));
      CHECK(fs::exists(pictures / (std::string("settings-") + language + "-" + scale + ".png")));
    }
  }
}

TEST_CASE(
    "the window shows what is asked before a response is finished or deleted, files to choose from, and why the program cannot go on") {
  if (!VirtualDisplay::available()) return;
  const fs::path pictures = fs::path(PILOTAGE_BIN_DIR).parent_path() / "screens";
  for (const std::string language : {"en", "fr", "es"}) {
    const Folder folder;
    install_form(folder.path, page_of_texts());
    install_form(folder.path, page_with_a_file());
    std::vector<std::string> steps = {
        "language " + language, "size 1280x800",        "click home.start/six", "click /data/g/note", "type x", "key Tab",
        "key Ctrl+Enter",       "click review.finalize"};
    look(steps, pictures, "finish-" + language);
    steps.insert(steps.end(), {"click dialog.yes", "focus home.start/six"});
    look(steps, pictures, "finished-" + language);
    steps.insert(steps.end(), {"click home.start/six", "click /data/g/q1", "type x", "key Tab", "click bar.back", "click home.discard/2"});
    look(steps, pictures, "delete-" + language);
    steps.insert(steps.end(), {"click dialog.cancel", "click home.start/files", "click /data/report"});
    look(steps, pictures, "folder-" + language);
    play_in_window(folder.path, steps);

    const Folder damaged;
    std::ofstream(damaged.path / "pilotage.db") << std::string(8192, 'x');
    steps = {"size 1280x800", "focus failure.retry"};
    look(steps, pictures, "failure-" + language);
    play_in_window(damaged.path, steps, language + "_XX.UTF-8");
  }
}

TEST_CASE("text changes its size as often as somebody likes") {
  if (!VirtualDisplay::available()) return;
  const Folder folder;
  std::vector<std::string> steps;
  for (const char* scale : {"125", "100", "150", "200", "175"}) {
    steps.push_back(std::string("scale ") + scale);
    look(steps, folder.path, scale);
  }
  play_in_window(folder.path, steps);
}
