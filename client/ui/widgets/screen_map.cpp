#include "client/ui/widgets/screen_map.h"

#include <algorithm>

namespace pilotage::ui {

namespace {

// How well a widget answers to a name: 3 its id, 2 its words, 1 words that contain the name, 0 not at all.
int match(const Seen& seen, std::string_view name) {
  if (!seen.id.empty() && seen.id == name) return 3;
  if (seen.label == name) return 2;
  if (seen.label.find(name) != std::string::npos) return 1;
  return 0;
}

} // namespace

const Seen* ScreenMap::find(std::string_view name) const {
  const Seen* best = nullptr;
  int best_rank = 0;
  for (const Seen& seen : seen_) {
    if (seen.role == Role::text || seen.covered) continue;
    const int quality = match(seen, name);
    if (quality == 0) continue;
    const int rank = seen.layer * 8 + quality * 2 + (seen.enabled ? 1 : 0);
    if (rank > best_rank) {
      best = &seen;
      best_rank = rank;
    }
  }
  return best;
}

bool ScreenMap::shows(std::string_view words) const {
  return std::ranges::any_of(seen_, [&](const Seen& seen) {
    return !seen.covered && (seen.label.find(words) != std::string::npos || seen.value.find(words) != std::string::npos);
  });
}

} // namespace pilotage::ui
