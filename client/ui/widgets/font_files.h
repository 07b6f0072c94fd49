// Finds the program's typeface and fonts for scripts that it lacks, through fontconfig.
#pragma once

#include <string>

#include "forms/error.h"

namespace pilotage::ui {

struct FontFiles {
  std::string regular;
  std::string bold;
  std::string italic; // the regular one where the family has no italic
};

// Noto Sans. Errors: no_font, with what to install.
Result<FontFiles> find_font_files();

// A font that has that character, or "".
std::string find_font_for(char32_t character, bool bold);

} // namespace pilotage::ui
