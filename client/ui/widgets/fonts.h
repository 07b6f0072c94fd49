// The typeface at the sizes of the screen, in Dear ImGui's font atlas. It begins with the Latin letters and the punctuation of
// the three languages; a character that a text asks for and that is not there yet is noted, and the next build() adds it,
// from another font of the system where Noto Sans lacks it.
//
// One thread: the one that draws. build() between frames only.
#pragma once

#include <imgui.h>

#include <array>
#include <set>

#include "client/ui/widgets/font_files.h"

namespace pilotage::ui {

enum class FaceRole { body, bold, italic, small, small_bold, heading, title };
inline constexpr int kFaceRoles = 7;

struct Face {
  ImFont* font = nullptr;
  float size = 0;           // pixels
  float line_height = 0;    // pixels, generous
  float baseline_shift = 0; // from the top of the line to the top of the glyph box
};

class Fonts {
public:
  explicit Fonts(FontFiles files) : files_(std::move(files)) {}

  // Fills the atlas of the current ImGui context. Errors: no_font (the file cannot be read).
  Result<void> build(float scale);

  const Face& face(FaceRole role) const { return faces_[static_cast<std::size_t>(role)]; }

  // The advance of a character in pixels; notes it as wanted where the atlas lacks it.
  float advance(FaceRole role, char32_t character) const;
  // Whether a text has asked for characters that the atlas lacks and that some font may have.
  bool wants_more() const { return !wanted_.empty(); }

private:
  FontFiles files_;
  std::array<Face, kFaceRoles> faces_;
  mutable std::set<char32_t> wanted_;
  std::set<char32_t> added_;       // beyond the ranges of the start
  std::set<char32_t> unavailable_; // in no font of this machine
};

} // namespace pilotage::ui
