// The look: a light, calm palette with AA contrast (4.5:1 for text, 3:1 for borders of controls), and the measures at a scale.
#pragma once

#include <imgui.h>

namespace pilotage::ui {

namespace palette {
inline constexpr ImU32 kPaper = IM_COL32(0xF4, 0xF6, 0xF8, 255);   // behind everything
inline constexpr ImU32 kSurface = IM_COL32(0xFF, 0xFF, 0xFF, 255); // cards, fields
inline constexpr ImU32 kInk = IM_COL32(0x1B, 0x26, 0x31, 255);
inline constexpr ImU32 kMuted = IM_COL32(0x52, 0x61, 0x70, 255);  // 6.2:1 on white
inline constexpr ImU32 kLine = IM_COL32(0xDC, 0xE2, 0xE8, 255);   // divides, carries no meaning
inline constexpr ImU32 kBorder = IM_COL32(0x7B, 0x8A, 0x99, 255); // of controls, 3.5:1
inline constexpr ImU32 kAccent = IM_COL32(0x0A, 0x5F, 0x8C, 255); // 6.9:1 on white
inline constexpr ImU32 kAccentDeep = IM_COL32(0x07, 0x4A, 0x6E, 255);
inline constexpr ImU32 kAccentSoft = IM_COL32(0xE5, 0xF1, 0xF8, 255);
inline constexpr ImU32 kOnAccent = IM_COL32(0xFF, 0xFF, 0xFF, 255);
inline constexpr ImU32 kHover = IM_COL32(0xEE, 0xF3, 0xF7, 255);
inline constexpr ImU32 kDanger = IM_COL32(0xAE, 0x24, 0x1C, 255);
inline constexpr ImU32 kDangerSoft = IM_COL32(0xFC, 0xEE, 0xEC, 255);
inline constexpr ImU32 kCaution = IM_COL32(0x85, 0x50, 0x00, 255);
inline constexpr ImU32 kCautionSoft = IM_COL32(0xFF, 0xF4, 0xDE, 255);
inline constexpr ImU32 kGood = IM_COL32(0x1A, 0x6B, 0x3B, 255);
inline constexpr ImU32 kGoodSoft = IM_COL32(0xE5, 0xF4, 0xEA, 255);
inline constexpr ImU32 kDisabled = IM_COL32(0x8A, 0x95, 0xA1, 255);
inline constexpr ImU32 kSelection = IM_COL32(0xBF, 0xDD, 0xEF, 255);
inline constexpr ImU32 kShade = IM_COL32(0x12, 0x1C, 0x26, 110); // over what a dialog covers
} // namespace palette

// Measures in pixels at a scale of 1 (100 %) to 2 (200 %).
class Theme {
public:
  explicit Theme(float scale = 1.0F) : scale_(scale) {}

  float scale() const { return scale_; }
  float px(float at_100_percent) const;

  float gap() const { return px(8); } // the unit that all spacing is a multiple of
  float radius() const { return px(8); }
  float control_height() const { return px(44); }
  float bar_height() const { return px(60); }
  float column_width() const { return px(760); } // the longest comfortable line
  float stroke() const { return scale_ < 1.5F ? 1.0F : 1.5F; }

private:
  float scale_;
};

} // namespace pilotage::ui
