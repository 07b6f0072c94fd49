// kill -9 at 200 random moments of filling, with the real program and real files: each time the draft opens again, and every answer that
// was shown as saved is there.
//
// Every answer has a number of its own, and numbers grow. So what a question holds after a kill must be an answer that was given to it, and
// none older than the last that was shown as saved.
#include <doctest/doctest.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include "client/app/program_run.h"

using namespace pilotage::tests;

namespace {

constexpr int kRounds = 200;
constexpr int kAnswersARound = 10;
constexpr const char* kOpened = "ok 3 wait-text";

class CrashRounds {
public:
  explicit CrashRounds(unsigned seed) : random_(seed) { install_form(folder_.path, page_of_texts()); }

  void round(int number) {
    ProgramRun program({"--data", folder_.path.string(), "--offscreen", "--drive", "-"}, {{"LC_ALL", "C.UTF-8"}});
    open_draft(program, number);
    for (int i = 0; i < kAnswersARound; ++i) give_answer(program);
    // The first round lives until the draft is there; the others die anywhere, also while they start.
    const int lines = number == 0 ? 10 : static_cast<int>(random_() % 50);
    read_lines(program, lines);
    usleep(static_cast<useconds_t>(random_() % 3000));
    program.kill_now();
    CHECK(program.wait() == -9);
    read_lines(program, 1000); // what was shown and still in the pipe counts
  }

  void last_look() {
    ProgramRun program({"--data", folder_.path.string(), "--offscreen", "--drive", "-"}, {{"LC_ALL", "C.UTF-8"}});
    open_draft(program, 1);
    program.step("quit");
    read_lines(program, 1000);
    CHECK(program.wait() == 0);
    CHECK(saved_.size() == 6);
  }

  int reopened() const { return reopened_; }
  int answers_saved() const { return answers_saved_; }

private:
  void open_draft(ProgramRun& program, int number) {
    program.step("wait-text Questionnaires");
    program.step(number == 0 ? "click home.start/six" : "click home.continue/1");
    program.step("wait-text Question 6");
    shown_.clear();
    opening_ = true;
  }

  void give_answer(ProgramRun& program) {
    const std::string ref = "/data/g/q" + std::to_string(1 + random_() % 6);
    const std::string value = "é " + std::to_string(++last_number_);
    given_[last_number_] = ref;
    for (const std::string& step : {"click " + ref, std::string("key Ctrl+A"), "type " + value, std::string("key Tab")}) program.step(step);
  }

  void read_lines(ProgramRun& program, int count) {
    for (int i = 0; i < count; ++i) {
      const auto line = program.line();
      if (!line) return;
      INFO(*line);
      REQUIRE_FALSE(line->starts_with("failed"));
      if (line->starts_with("saved ")) note_saved(line->substr(6));
      if (line->starts_with(kOpened)) compare();
    }
  }

  static int number_of(const std::string& value) {
    int number = 0;
    const std::size_t space = value.rfind(' ');
    std::from_chars(value.data() + space + 1, value.data() + value.size(), number);
    return number;
  }

  void note_saved(const std::string& line) {
    const std::size_t space = line.find(' ');
    const std::string ref = line.substr(0, space);
    const int number = number_of(line);
    CHECK(given_[number] == ref);
    shown_[ref] = number;
    if (opening_) return;
    ++answers_saved_;
    saved_[ref] = number;
  }

  // The draft is open: what it holds against what was shown as saved before the kill.
  void compare() {
    for (const auto& [ref, number] : saved_) {
      INFO(ref, " was saved with answer ", number, " and holds answer ", shown_[ref]);
      CHECK(shown_[ref] >= number);
    }
    for (const auto& [ref, number] : shown_) saved_[ref] = number;
    opening_ = false;
    ++reopened_;
  }

  Folder folder_;
  std::mt19937 random_;
  int last_number_ = 0;
  std::map<int, std::string> given_;
  std::map<std::string, int> saved_; // the newest answer that was shown as saved
  std::map<std::string, int> shown_; // in this run
  bool opening_ = true;
  int reopened_ = 0;
  int answers_saved_ = 0;
};

} // namespace

TEST_CASE("kill -9 at 200 random moments loses no answer that was shown as saved") {
  const char* wanted = std::getenv("PILOTAGE_SEED");
  const unsigned seed = wanted != nullptr ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10)) : std::random_device{}();
  MESSAGE("seed " << seed << " (PILOTAGE_SEED=" << seed << " plays it again)");
  CrashRounds rounds(seed);
  for (int number = 0; number < kRounds; ++number) rounds.round(number);
  rounds.last_look();
  MESSAGE(rounds.reopened() << " drafts opened again, " << rounds.answers_saved() << " answers shown as saved");
  CHECK(rounds.reopened() > kRounds / 2);
  CHECK(rounds.answers_saved() > kRounds);
}
