// The program as people start it: what it says when something is missing, and the whole way of a response by script.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "client/app/program_run.h"
#include "client/app/virtual_display.h"

using namespace pilotage::tests;

namespace {

struct Outcome {
  int exit_code;
  std::string printed, complaints;
};

Outcome run(ProgramRun& program, const std::vector<std::string>& steps) {
  for (const std::string& step : steps) program.step(step);
  program.end_of_script();
  Outcome outcome;
  while (const auto line = program.line()) outcome.printed += *line + "\n";
  outcome.exit_code = program.wait();
  outcome.complaints = program.complaints();
  return outcome;
}

bool holds(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

std::vector<std::string> offscreen(const Folder& folder) { return {"--data", folder.path.string(), "--offscreen", "--drive", "-"}; }

} // namespace

TEST_CASE("a missing display has a message that says what to do") {
  Folder folder;
  ProgramRun program({"--data", folder.path.string()}, {{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}});
  const Outcome outcome = run(program, {});
  CHECK(outcome.exit_code == 1);
  CHECK(holds(outcome.complaints, "No display was found."));
  CHECK(holds(outcome.complaints, "xvfb-run"));
}

TEST_CASE("an OpenGL that cannot start has a message that says what to install") {
  if (!VirtualDisplay::available()) return;
  Folder folder;
  const VirtualDisplay display("800x600", {"-extension", "GLX"});
  ProgramRun program({"--data", folder.path.string()}, {{"DISPLAY", display.name()}});
  Outcome outcome;
  while (const auto line = program.line()) outcome.complaints += *line;
  outcome.exit_code = program.wait();
  outcome.complaints += program.complaints();
  CHECK(outcome.exit_code == 1);
  CHECK(holds(outcome.complaints, "OpenGL 3 could not be started"));
}

TEST_CASE("a missing typeface has a message that says what to install") {
  Folder folder;
  std::ofstream(folder.path / "fonts.conf") << "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig></fontconfig>";
  ProgramRun program(offscreen(folder), {{"FONTCONFIG_FILE", (folder.path / "fonts.conf").string()}});
  const Outcome outcome = run(program, {"quit"});
  CHECK(outcome.exit_code == 1);
  CHECK(holds(outcome.complaints, "apt-get install fonts-noto-core"));
}

TEST_CASE("a file is chosen, copied into the store and named by the answer; an empty one is refused") {
  Folder folder, home;
  install_form(folder.path, page_with_a_file());
  std::filesystem::create_directory(home.path / "papers");
  std::ofstream(home.path / "papers" / "plan.pdf") << "the plan";
  std::ofstream(home.path / "empty.pdf");
  std::vector<std::string> arguments = offscreen(folder);
  arguments.insert(arguments.end(), {"--form", "files"});
  ProgramRun program(arguments, {{"HOME", home.path.string()}});
  const Outcome outcome =
      run(program, {"click Choose a file…", "click empty.pdf – 0 bytes", "wait-text This file is empty.", "click Choose a file…",
                    "click papers (folder)", "click plan.pdf – 8 bytes", "wait-text copied into Pilotage", "quit"});
  CHECK(outcome.exit_code == 0);
  CHECK(holds(outcome.printed, "saved /data/report plan.pdf"));
  CHECK(std::filesystem::remove(home.path / "papers" / "plan.pdf"));
  ProgramRun again(offscreen(folder), {{"HOME", home.path.string()}});
  CHECK(run(again, {"click Continue", "wait-text 8 bytes, copied into Pilotage", "quit"}).exit_code == 0);
}

TEST_CASE("how long confirmed responses stay is kept; files that no response names are gone at the next start") {
  Folder folder;
  ProgramRun first(offscreen(folder));
  CHECK(run(first, {"click Settings", "click 90 days", "click Delete them after that time", "wait-gone dialog.yes", "quit"}).exit_code ==
        0);
  const auto stray = folder.path / "attachments" / std::string(64, 'a');
  std::filesystem::create_directories(stray.parent_path());
  std::ofstream(stray) << "nobody's";
  ProgramRun second(offscreen(folder));
  CHECK(run(second, {"click Settings", "expect-value settings.retention=90 = on", "quit"}).exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(stray));
}

TEST_CASE("a script that is not there, and --offscreen without one, are told") {
  Folder folder;
  ProgramRun missing({"--data", folder.path.string(), "--offscreen", "--drive", (folder.path / "none.txt").string()});
  CHECK(holds(run(missing, {}).complaints, "The script cannot be read."));
  ProgramRun idle({"--data", folder.path.string(), "--offscreen"});
  const Outcome outcome = run(idle, {});
  CHECK(outcome.exit_code == 1);
  CHECK(holds(outcome.complaints, "--drive"));
}

TEST_CASE("a step that cannot be done ends the script with 1 and says which") {
  Folder folder;
  ProgramRun program(offscreen(folder), {{"LC_ALL", "C.UTF-8"}});
  const Outcome outcome = run(program, {"wait-text Questionnaires", "key NoSuchKey"});
  CHECK(outcome.exit_code == 1);
  CHECK(holds(outcome.printed, "failed 2 key NoSuchKey"));
}

TEST_CASE("a damaged database is an error screen that says what to do, in the language of the person") {
  Folder folder;
  install_form(folder.path, page_of_texts());
  for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
    if (!entry.is_regular_file()) continue;
    std::ofstream(entry.path(), std::ios::trunc) << std::string(8192, 'x');
  }
  ProgramRun program(offscreen(folder), {{"LC_ALL", "fr_FR.UTF-8"}});
  const Outcome outcome = run(program, {"wait-text Pilotage ne peut pas continuer", "wait-text faites une copie du dossier", "check",
                                        "click Réessayer", "wait-text Pilotage ne peut pas continuer", "quit"});
  INFO(outcome.printed);
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("a response from the first answer to the last: review, required, finish") {
  Folder folder;
  install_form(folder.path, page_of_texts());
  ProgramRun program(offscreen(folder), {{"LC_ALL", "C.UTF-8"}});
  const Outcome outcome = run(program, {"click home.start/six",
                                        "wait-text Question 1",
                                        "click /data/g/q1",
                                        "type première réponse",
                                        "key Tab",
                                        "expect-value saved:/data/g/q1 = première réponse",
                                        "click Green",
                                        "expect-value /data/g/pick=g = on",
                                        "key Ctrl+Z",
                                        "expect-value /data/g/pick=g = ",
                                        "click Red",
                                        "click Review",
                                        "wait-text 1 question still needs your attention",
                                        "check",
                                        "click Go to the question",
                                        "type Une phrase.\\nUne autre.",
                                        "key Tab",
                                        "key Ctrl+Enter",
                                        "wait-text Nothing is missing",
                                        "click review.finalize",
                                        "wait-text Finish this response?",
                                        "check",
                                        "click dialog.yes",
                                        "wait-text kept on this laptop",
                                        "click Responses",
                                        "wait-text Finished",
                                        "check",
                                        "language es",
                                        "wait-text Terminada",
                                        "check",
                                        "quit"});
  INFO(outcome.printed);
  CHECK(outcome.exit_code == 0);
  CHECK(holds(outcome.printed, "saved /data/g/q1 première réponse"));
  CHECK(holds(outcome.printed, "saved /data/g/note Une phrase.\\nUne autre."));
}

TEST_CASE("a draft is kept when the window closes in the middle of a word, and is deleted only after a question") {
  Folder folder;
  install_form(folder.path, page_of_texts());
  {
    ProgramRun program({"--data", folder.path.string(), "--form", "six", "--offscreen", "--drive", "-"}, {{"LC_ALL", "C.UTF-8"}});
    CHECK(run(program, {"wait-text Question 1", "click /data/g/q2", "type half a wo", "quit"}).exit_code == 0);
  }
  ProgramRun program(offscreen(folder), {{"LC_ALL", "C.UTF-8"}});
  const Outcome outcome =
      run(program, {"click Continue", "wait-text Question 1", "expect-value /data/g/q2 = half a wo", "click Home", "click Delete the draft",
                    "wait-text Delete this draft?", "key Escape", "wait-text Drafts to go on with", "click Delete the draft",
                    "click dialog.yes", "wait-gone Drafts to go on with", "quit"});
  INFO(outcome.printed);
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("settings stay: language and size of text") {
  Folder folder;
  {
    ProgramRun program(offscreen(folder), {{"LC_ALL", "C.UTF-8"}});
    CHECK(run(program, {"click Settings", "click Français", "wait-text Langue du programme", "click settings.scale=150",
                        "expect-value settings.scale=150 = on", "check", "quit"})
              .exit_code == 0);
  }
  ProgramRun program(offscreen(folder), {{"LC_ALL", "C.UTF-8"}});
  CHECK(run(program, {"click Réglages", "expect-value settings.scale=150 = on", "quit"}).exit_code == 0);
}
