// Regular expressions, by ICU, with a bound on the work that one may do.
#pragma once

#include <cstdint>
#include <string_view>

namespace pilotage::forms::xpath {

enum class PatternResult : std::uint8_t { found, not_found, bad_pattern, too_costly };

// Whether the pattern is found anywhere in the text: ^ and $ in the pattern bind it to the ends. Patterns are compiled once per thread.
PatternResult find_pattern(std::string_view text, std::string_view pattern);

} // namespace pilotage::forms::xpath
