#include "client/ui/widgets/icons.h"

#include <cmath>
#include <initializer_list>

namespace pilotage::ui {

namespace {

// Draws on a grid from -10 to 10 around the center.
class Pen {
public:
  Pen(ImDrawList& canvas, ImVec2 center, float size, ImU32 color)
      : canvas_(canvas), center_(center), unit_(size / 20.0F), color_(color), thick_(std::max(1.4F, size / 11.0F)) {}

  void line(std::initializer_list<ImVec2> points, bool closed = false) {
    for (const ImVec2& p : points) canvas_.PathLineTo(at(p));
    canvas_.PathStroke(color_, closed ? ImDrawFlags_Closed : ImDrawFlags_None, thick_);
  }
  void circle(ImVec2 middle, float radius) { canvas_.AddCircle(at(middle), radius * unit_, color_, 0, thick_); }
  void dot(ImVec2 middle, float radius) { canvas_.AddCircleFilled(at(middle), radius * unit_, color_); }
  void arc(ImVec2 middle, float radius, float from, float to) {
    canvas_.PathArcTo(at(middle), radius * unit_, from, to, 24);
    canvas_.PathStroke(color_, ImDrawFlags_None, thick_);
  }
  void box(ImVec2 a, ImVec2 b, float rounding) { canvas_.AddRect(at(a), at(b), color_, rounding * unit_, 0, thick_); }

private:
  ImVec2 at(ImVec2 p) const { return {center_.x + p.x * unit_, center_.y + p.y * unit_}; }
  ImDrawList& canvas_;
  ImVec2 center_;
  float unit_;
  ImU32 color_;
  float thick_;
};

constexpr float kPi = 3.14159265F;

void draw_sign(Pen& pen, Icon icon) {
  switch (icon) {
  case Icon::check: pen.line({{-7, 0}, {-2, 6}, {8, -6}}); break;
  case Icon::cross:
    pen.line({{-6, -6}, {6, 6}});
    pen.line({{-6, 6}, {6, -6}});
    break;
  case Icon::plus: pen.line({{0, -8}, {0, 8}}); [[fallthrough]];
  case Icon::minus: pen.line({{-8, 0}, {8, 0}}); break;
  case Icon::left: pen.line({{4, -8}, {-4, 0}, {4, 8}}); break;
  case Icon::right: pen.line({{-4, -8}, {4, 0}, {-4, 8}}); break;
  case Icon::down: pen.line({{-7, -3}, {0, 4}, {7, -3}}); break;
  case Icon::up: pen.line({{-7, 3}, {0, -4}, {7, 3}}); break;
  default: break;
  }
}

void draw_notice(Pen& pen, Icon icon) {
  switch (icon) {
  case Icon::warning:
    pen.line({{0, -8}, {9, 8}, {-9, 8}}, true);
    pen.line({{0, -2}, {0, 3}});
    pen.dot({0, 5.6F}, 1.1F);
    break;
  case Icon::info:
    pen.circle({0, 0}, 8.5F);
    pen.line({{0, -1}, {0, 5}});
    pen.dot({0, -4}, 1.3F);
    break;
  case Icon::help:
    pen.circle({0, 0}, 8.5F);
    pen.arc({0, -1.8F}, 2.8F, -kPi, kPi * 0.45F);
    pen.line({{0, 1.0F}, {0, 2.4F}});
    pen.dot({0, 5.2F}, 1.2F);
    break;
  case Icon::clock:
    pen.circle({0, 0}, 8.5F);
    pen.line({{0, -5}, {0, 0}, {4, 2}});
    break;
  case Icon::cloud:
    pen.arc({-4, 2}, 4, kPi * 0.5F, kPi * 1.4F);
    pen.arc({0, -1.5F}, 5.4F, kPi * 1.05F, kPi * 1.85F);
    pen.arc({5, 1.8F}, 4.2F, -kPi * 0.55F, kPi * 0.5F);
    pen.line({{-4, 6}, {5, 6}});
    break;
  default: draw_sign(pen, icon);
  }
}

void draw_thing(Pen& pen, Icon icon) {
  switch (icon) {
  case Icon::trash:
    pen.line({{-7, -5}, {7, -5}});
    pen.line({{-3, -5}, {-3, -8}, {3, -8}, {3, -5}});
    pen.line({{-5, -5}, {-4, 9}, {4, 9}, {5, -5}});
    break;
  case Icon::pencil: pen.line({{-8, 8}, {-7, 3}, {4, -8}, {8, -4}, {-3, 7}}, true); break;
  case Icon::calendar:
    pen.box({-8, -6}, {8, 8}, 2);
    pen.line({{-8, -1}, {8, -1}});
    pen.line({{-4, -9}, {-4, -5}});
    pen.line({{4, -9}, {4, -5}});
    break;
  case Icon::undo:
    pen.line({{-3, -8}, {-8, -3}, {-3, 2}});
    pen.line({{-8, -3}, {2, -3}});
    pen.arc({2, 2}, 5, -kPi * 0.5F, kPi * 0.5F);
    break;
  case Icon::redo:
    pen.line({{3, -8}, {8, -3}, {3, 2}});
    pen.line({{8, -3}, {-2, -3}});
    pen.arc({-2, 2}, 5, kPi * 0.5F, kPi * 1.5F);
    break;
  case Icon::gear:
    pen.circle({0, 0}, 3);
    pen.circle({0, 0}, 6.6F);
    for (int i = 0; i < 8; ++i) {
      const float a = static_cast<float>(i) * kPi / 4;
      pen.line({{7 * std::cos(a), 7 * std::sin(a)}, {9.4F * std::cos(a), 9.4F * std::sin(a)}});
    }
    break;
  case Icon::list:
    for (const float y : {-6.0F, 0.0F, 6.0F}) {
      pen.dot({-7, y}, 1.4F);
      pen.line({{-3, y}, {8, y}});
    }
    break;
  case Icon::home:
    pen.line({{-8, 0}, {0, -8}, {8, 0}});
    pen.line({{-6, -1}, {-6, 8}, {6, 8}, {6, -1}});
    break;
  case Icon::search:
    pen.circle({-2, -2}, 5.5F);
    pen.line({{2.2F, 2.2F}, {8, 8}});
    break;
  default: draw_notice(pen, icon);
  }
}

} // namespace

void draw_icon(Ui& ui, Icon icon, ImVec2 center, float size, ImU32 color) {
  if (icon == Icon::none) return;
  Pen pen(ui.canvas(), center, size, color);
  draw_thing(pen, icon);
}

} // namespace pilotage::ui
