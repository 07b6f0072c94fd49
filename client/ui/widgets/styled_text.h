// The Markdown that ODK allows in labels and hints (bold, emphasis, headings, links, line breaks, a stray HTML tag), as plain text
// with a face for each part. What is no mark-up stays as it was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/ui/widgets/fonts.h"

namespace pilotage::ui {

struct Run {
  int end; // byte offset; the run begins where the one before ends
  FaceRole face;
};

struct StyledText {
  std::string text;
  std::vector<Run> runs; // never empty
};

StyledText plain(std::string_view text, FaceRole face);
StyledText markdown(std::string_view source, FaceRole face);

} // namespace pilotage::ui
