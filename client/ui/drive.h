// Plays the steps of a script through the screen as a person would: it finds widgets by their words (or ids) in the screen map, scrolls to
// them, clicks and types. Knows no window: the loop that draws calls step() after each frame.
//
// Steps, one a line; empty lines and lines with # are skipped:
//   click WORDS | focus WORDS | type TEXT (\n is Enter) | key CHORD | wait-text WORDS | wait-gone WORDS | expect-value WIDGET = VALUE
//   screenshot FILE.png | size WxH | scale PERCENT | language en|fr|es | check | dump | quit
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "client/ui/command.h"
#include "client/ui/stage.h"

namespace pilotage::ui {

// What a script needs of the program around the screen.
struct DriveHooks {
  std::function<Result<void>(const std::string& file)> screenshot;
  std::function<void(int width, int height)> resize;
  std::function<void(const Command&)> command;
  std::function<void(const std::string& line)> print;
  std::function<bool()> busy; // commands are on their way
};

class Drive {
public:
  explicit Drive(DriveHooks hooks) : hooks_(std::move(hooks)) {}

  enum class State { ready, playing, failed, quit };

  // The next step; only when ready. Errors in the line itself give `failed`.
  void begin(std::string_view line);
  // After each frame. `now` in seconds, of any clock that goes on.
  State step(Stage& stage, double now);
  State state() const { return state_; }
  // The step's input is given, and what comes of it settles: the next frames follow at once.
  bool settling() const { return state_ == State::playing && acted_; }

private:
  struct Step {
    std::string verb, argument;
  };
  bool act(Stage& stage, double now);
  bool go_to_widget(Stage& stage, bool click);
  bool run_at_once(Stage& stage);
  bool check_value(const ScreenMap& map) const;
  void report_saved(const ScreenMap& map);
  void finish();
  void give_up(const std::string& why, const ScreenMap* map);
  void dump(const ScreenMap& map);

  DriveHooks hooks_;
  State state_ = State::ready;
  Step step_;
  int number_ = 0;
  double began_ = -1;
  bool acted_ = false;
  int settling_ = 0;
  int revealing_ = 0;
  std::map<std::string, std::string> saved_;
};

} // namespace pilotage::ui
