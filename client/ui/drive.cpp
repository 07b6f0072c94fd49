#include "client/ui/drive.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace pilotage::ui {

namespace {

constexpr double kPatienceSeconds = 30;

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == '\\')) {
      plain += text[++i] == 'n' ? '\n' : '\\';
      continue;
    }
    plain += text[i];
  }
  return plain;
}

std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) line += c == '\n' ? std::string("\\n") : c == '\\' ? std::string("\\\\") : std::string(1, c);
  return line;
}

std::optional<int> number_of(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

} // namespace

void Drive::begin(std::string_view line) {
  ++number_;
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  if (line.empty() || line.front() == '#') return;
  const std::size_t space = line.find(' ');
  step_ = {std::string(line.substr(0, space)), space == std::string_view::npos ? "" : std::string(line.substr(space + 1))};
  state_ = State::playing;
  began_ = -1;
  acted_ = false;
  settling_ = 2;
  revealing_ = 0;
}

Drive::State Drive::step(Stage& stage, double now) {
  report_saved(stage.map());
  if (state_ != State::playing) return state_;
  if (began_ < 0) began_ = now;
  if (!acted_) {
    if (hooks_.busy() || stage.restless()) {
      if (now - began_ > kPatienceSeconds) give_up("the program stayed busy", &stage.map());
      return state_;
    }
    acted_ = act(stage, now);
    stage.ui().redraw();
    return state_;
  }
  // The step is done when its input is played, its commands are through and what came of them is drawn.
  if (stage.restless() || hooks_.busy())
    settling_ = 2;
  else if (--settling_ <= 0)
    finish();
  return state_;
}

void Drive::finish() {
  if (state_ != State::playing) return;
  hooks_.print(fmt::format("ok {} {} {}", number_, step_.verb, step_.argument));
  state_ = State::ready;
}

void Drive::give_up(const std::string& why, const ScreenMap* map) {
  hooks_.print(fmt::format("failed {} {} {}: {}", number_, step_.verb, step_.argument, why));
  if (map != nullptr) dump(*map);
  state_ = State::failed;
}

bool Drive::act(Stage& stage, double now) {
  const bool late = now - began_ > kPatienceSeconds;
  if (step_.verb == "click" || step_.verb == "focus") {
    if (go_to_widget(stage, step_.verb == "click")) return true;
    if (late) give_up("no such widget that can be used", &stage.map());
    return false;
  }
  if (step_.verb == "wait-text" || step_.verb == "wait-gone" || step_.verb == "expect-value") {
    const bool there =
        step_.verb == "expect-value" ? check_value(stage.map()) : stage.map().shows(step_.argument) == (step_.verb == "wait-text");
    if (there) return true;
    if (late) give_up("the screen does not show it", &stage.map());
    return false;
  }
  return run_at_once(stage);
}

bool Drive::check_value(const ScreenMap& map) const {
  const std::size_t equals = step_.argument.rfind(" = ");
  if (equals == std::string::npos) return false;
  const Seen* seen = map.find(step_.argument.substr(0, equals));
  return seen != nullptr && seen->value == unescaped(std::string_view(step_.argument).substr(equals + 3));
}

bool Drive::go_to_widget(Stage& stage, bool click) {
  const Seen* seen = stage.map().find(step_.argument);
  if (seen == nullptr || !seen->enabled) return false;
  if (!click) {
    stage.ui().focus(seen->id);
    return true;
  }
  const bool in_sight = seen->visible.h >= std::min(seen->rect.h, 24.0F) - 1 && seen->visible.w >= std::min(seen->rect.w, 24.0F) - 1;
  if (!in_sight && revealing_++ < 60) {
    stage.ui().reveal(seen->id);
    return false;
  }
  if (!in_sight) return false;
  stage.input().click({seen->visible.x + seen->visible.w / 2, seen->visible.y + seen->visible.h / 2});
  return true;
}

bool Drive::run_at_once(Stage& stage) {
  const std::string& argument = step_.argument;
  if (step_.verb == "type")
    stage.input().type(unescaped(argument));
  else if (step_.verb == "key") {
    const auto chord = chord_named(argument);
    if (!chord) return give_up("no such key", nullptr), true;
    stage.input().press(*chord);
  } else if (step_.verb == "screenshot") {
    if (const auto taken = hooks_.screenshot(argument); !taken) give_up(taken.error().to_string(), nullptr);
  } else if (step_.verb == "size") {
    const std::size_t by = argument.find('x');
    const auto width = number_of(std::string_view(argument).substr(0, by));
    const auto height = by == std::string::npos ? std::nullopt : number_of(std::string_view(argument).substr(by + 1));
    if (!width || !height) return give_up("a size is WIDTHxHEIGHT", nullptr), true;
    hooks_.resize(*width, *height);
  } else if (step_.verb == "scale") {
    const auto percent = number_of(argument);
    if (!percent || *percent < 100 || *percent > 200) return give_up("a scale is a number from 100 to 200", nullptr), true;
    hooks_.command(SetScale{*percent});
  } else if (step_.verb == "language")
    hooks_.command(SetLanguage{language_of(argument)});
  else if (step_.verb == "dump")
    dump(stage.map());
  else if (step_.verb == "check") {
    const auto faults = check_screen(stage.map(), stage.ui().window());
    for (const std::string& fault : faults) hooks_.print("fault " + on_one_line(fault));
    if (!faults.empty()) give_up(fmt::format("{} faults of layout", faults.size()), nullptr);
  } else if (step_.verb == "quit") {
    hooks_.print(fmt::format("ok {} quit", number_));
    state_ = State::quit;
  } else
    give_up("no such step", nullptr);
  return true;
}

// "saved REF VALUE": the screen shows that this answer is on the disk.
void Drive::report_saved(const ScreenMap& map) {
  for (const Seen& seen : map.all()) {
    if (!seen.id.starts_with("saved:")) continue;
    const std::string ref = seen.id.substr(6);
    const auto found = saved_.find(ref);
    if (found != saved_.end() && found->second == seen.value) continue;
    saved_[ref] = seen.value;
    hooks_.print(fmt::format("saved {} {}", ref, on_one_line(seen.value)));
  }
}

void Drive::dump(const ScreenMap& map) {
  for (const Seen& seen : map.all())
    hooks_.print(fmt::format("seen {:.0f},{:.0f} {:.0f}x{:.0f} [{}] {}{}{} \"{}\" = \"{}\"", seen.rect.x, seen.rect.y, seen.rect.w,
                             seen.rect.h, seen.id, seen.enabled ? "" : "disabled ", seen.covered ? "covered " : "",
                             seen.focused ? "focused" : "", on_one_line(seen.label), on_one_line(seen.value)));
}

} // namespace pilotage::ui
