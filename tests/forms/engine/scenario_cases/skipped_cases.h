// Cases that contradict a sentence of the specification, each with that sentence. At most 2 % of the set.
#pragma once

#include <string_view>

namespace pilotage::scenarios {

// "" where the case counts.
std::string_view skip_reason(std::string_view id);

} // namespace pilotage::scenarios
