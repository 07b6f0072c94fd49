// Snapshots of every screen with the kind of words that real questionnaires have, in three languages: long labels, long choices, faults,
// repeats, messages. The questions of one language are as long as the real ones.
#pragma once

#include <string>
#include <vector>

#include "client/ui/snapshot.h"

namespace pilotage::tests {

struct SampleScreen {
  std::string name;
  ui::Snapshot snapshot;
};

std::vector<SampleScreen> sample_screens(ui::Language language, int scale_percent);

// A page with one question of each kind.
ui::FillingShown sample_filling(ui::Language language);

} // namespace pilotage::tests
