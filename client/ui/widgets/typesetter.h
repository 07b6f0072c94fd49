// Text set in lines, ready to draw, and kept from frame to frame: laying out costs only when words, face or width change.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "client/ui/widgets/fonts.h"
#include "client/ui/widgets/geometry.h"
#include "client/ui/widgets/styled_text.h"
#include "client/ui/widgets/text_layout.h"

namespace pilotage::ui {

struct SetText {
  StyledText styled;
  std::vector<float> advances; // by byte
  std::vector<Line> lines;
  float line_height = 0;
  float width = 0;  // of the widest line
  float height = 0; // of all lines
};

class Typesetter {
public:
  explicit Typesetter(const Fonts& fonts) : fonts_(fonts) {}

  const Fonts& fonts() const { return fonts_; }
  // A width of 0 sets one line. With `rich`, the text is Markdown.
  const SetText& set(std::string_view text, FaceRole face, float width, bool rich = false);
  std::vector<float> advances(const StyledText& styled) const;
  // After the fonts were built anew.
  void forget() { kept_.clear(); }

  // With `center_in`, each line stands in the middle of that width.
  void draw(ImDrawList& canvas, const SetText& text, ImVec2 at, ImU32 color, float center_in = 0) const;

private:
  const Fonts& fonts_;
  std::unordered_map<std::string, SetText> kept_;
};

} // namespace pilotage::ui
