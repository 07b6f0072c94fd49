#include "client/app/played.h"

#include <doctest/doctest.h>

namespace pilotage::tests {

Played::Played(const std::filesystem::path& data)
    : program_({"--data", data.string(), "--offscreen", "--drive", "-"}, {{"LC_ALL", "C.UTF-8"}}) {}

void Played::play(const std::vector<std::string>& steps) {
  for (const std::string& step : steps) {
    REQUIRE(program_.step(step));
    auto line = program_.line();
    while (line && line->starts_with("saved ")) line = program_.line();
    REQUIRE(line);
    INFO(*line);
    REQUIRE(line->starts_with("ok "));
  }
}

void Played::finish_a_response() {
  play({"click home.start/six", "wait-text Question 1", "click /data/g/note", "type Done.", "key Tab", "key Ctrl+Enter",
        "wait-text Nothing is missing", "click review.finalize", "click dialog.yes", "wait-text The response is finished"});
}

void Played::add_server(const std::string& pasted) {
  std::string line;
  for (const char c : pasted) line += c == '\n' ? "\\n" : c == '\\' ? "\\\\" : std::string(1, c);
  play({"click settings.code", "key Ctrl+A", "type " + line, "click settings.add_server"});
}

void Played::quit() {
  program_.step("quit");
  CHECK(program_.wait() == 0);
}

} // namespace pilotage::tests
