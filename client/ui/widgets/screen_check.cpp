#include <fmt/format.h>

#include "client/ui/widgets/screen_map.h"

namespace pilotage::ui {

namespace {

constexpr float kSlack = 1.5F;

std::string place(const Rect& r) { return fmt::format("{:.0f},{:.0f} {:.0f}x{:.0f}", r.x, r.y, r.w, r.h); }

std::string named(const Seen& seen) { return fmt::format("\"{}\" [{}] at {}", seen.label.substr(0, 60), seen.id, place(seen.rect)); }

bool overlap(const Rect& a, const Rect& b) {
  const Rect both = a.common(b);
  return both.w > kSlack && both.h > kSlack;
}

void check_one(const Seen& seen, const Rect& window, std::vector<std::string>& faults) {
  if (!seen.may_clip && !seen.words.empty() && !seen.rect.contains(seen.words, kSlack))
    faults.push_back(fmt::format("the words of {} do not fit: they take {}", named(seen), place(seen.words)));
  if (seen.rect.x < window.x - kSlack || seen.rect.right() > window.right() + kSlack)
    faults.push_back(fmt::format("{} is beyond the side of the window", named(seen)));
  if (seen.label.find("⟦") != std::string::npos) faults.push_back(fmt::format("{} is not translated", named(seen)));
}

void check_pair(const Seen& a, const Seen& b, std::vector<std::string>& faults) {
  if (a.layer != b.layer || a.covered || b.covered) return;
  const Rect first = a.visible;
  const Rect second = b.visible;
  if (first.empty() || second.empty() || !overlap(first, second)) return;
  const bool nested = a.rect.contains(b.rect, kSlack) || b.rect.contains(a.rect, kSlack);
  const bool both_text = a.role == Role::text && b.role == Role::text;
  if (nested && !both_text) return;
  faults.push_back(fmt::format("{} and {} overlap", named(a), named(b)));
}

} // namespace

std::vector<std::string> check_screen(const ScreenMap& map, const Rect& window) {
  std::vector<std::string> faults;
  const auto& all = map.all();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].visible.empty()) continue;
    check_one(all[i], window, faults);
    for (std::size_t j = i + 1; j < all.size(); ++j) check_pair(all[i], all[j], faults);
  }
  return faults;
}

} // namespace pilotage::ui
