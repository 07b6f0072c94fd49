// What one frame shows: every text and every widget with its place, words and state. Tests and `--drive` find widgets here the
// way that people do, by their words; check_screen() finds what is clipped, outside of the window or overlapping.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/ui/widgets/geometry.h"

namespace pilotage::ui {

enum class Role { text, button, radio, checkbox, field, slider, link, progress };

struct Seen {
  Role role = Role::text;
  std::string id = {};    // stable over frames and languages: "home.start/guide-usability"; "" for plain text
  std::string label = {}; // the words on it
  std::string value = {}; // what a field holds, "on" for a choice that is taken
  Rect rect = {};         // where it is, whether it is scrolled into view or not
  Rect visible = {};      // the part that shows
  Rect words = {};        // the extent of its text; empty where it has none
  int layer = 0;          // 0 the screen, 1 a dialog or a list that opened over it
  bool enabled = true;
  bool focused = false;
  bool invalid = false;
  bool covered = false;  // a dialog is over it
  bool may_clip = false; // people's own text in one line of a list, shortened with …
};

class ScreenMap {
public:
  void clear() { seen_.clear(); }
  void add(Seen seen) { seen_.push_back(std::move(seen)); }
  std::vector<Seen>& all() { return seen_; }
  const std::vector<Seen>& all() const { return seen_; }

  // A widget to act on: by id, else by its exact words, else by words that contain `name`. On the uppermost layer; nullptr where there is
  // none.
  const Seen* find(std::string_view name) const;
  // Whether the words stand anywhere that is not covered.
  bool shows(std::string_view words) const;

private:
  std::vector<Seen> seen_;
};

// What is wrong with the frame's layout, one sentence each; empty is good.
std::vector<std::string> check_screen(const ScreenMap& map, const Rect& window);

} // namespace pilotage::ui
