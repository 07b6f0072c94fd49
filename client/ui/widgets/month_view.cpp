#include "client/ui/widgets/month_view.h"

#include <cmath>

#include "client/ui/widgets/button.h"
#include "client/ui/widgets/card.h"

namespace pilotage::ui {

namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day moved_by_months(year_month_day day, int count) {
  year_month_day moved = day + months{count};
  return moved.ok() ? moved : year_month_day{moved.year() / moved.month() / std::chrono::last};
}

void move_cursor(Ui& ui, year_month_day& cursor) {
  auto by_days = [&](int count) { cursor = year_month_day{sys_days{cursor} + days{count}}; };
  if (ui.take_key(Key::left)) by_days(-1);
  if (ui.take_key(Key::right)) by_days(1);
  if (ui.take_key(Key::up)) by_days(-7);
  if (ui.take_key(Key::down)) by_days(7);
  if (ui.take_key(Key::page_up)) cursor = moved_by_months(cursor, -1);
  if (ui.take_key(Key::page_down)) cursor = moved_by_months(cursor, 1);
}

int weekday_from_monday(year_month_day day) { return static_cast<int>(std::chrono::weekday{sys_days{day}}.iso_encoding()) - 1; }

bool draw_day(Ui& ui, const std::string& id, const Rect& cell, year_month_day day, bool chosen, bool cursor, bool ring) {
  const Touch touch = ui.touch(id, cell, {.takes_focus = false});
  const float radius = ui.px(6);
  if (chosen)
    ui.canvas().AddRectFilled(cell.min(), cell.max(), palette::kAccent, radius);
  else if (touch.hovered)
    ui.canvas().AddRectFilled(cell.min(), cell.max(), palette::kAccentSoft, radius);
  if (cursor && ring) ui.canvas().AddRect(cell.min(), cell.max(), palette::kAccent, radius, 0, ui.px(2));
  const Text number = content(std::to_string(static_cast<unsigned>(day.day())));
  const float line = ui.typesetter().fonts().face(FaceRole::small).line_height;
  draw_words(ui, {cell.x, std::round(cell.y + (cell.h - line) / 2), cell.w, line}, number,
             {.face = FaceRole::small, .color = chosen ? palette::kOnAccent : palette::kInk, .centered = true});
  ui.note({.role = Role::button, .id = id, .label = number.str(), .value = chosen ? "on" : "", .rect = cell});
  return touch.clicked;
}

} // namespace

MonthPick month_view(Ui& ui, std::string_view id, Column& column, std::optional<year_month_day> chosen, year_month_day& cursor) {
  MonthPick pick;
  const float cell = ui.px(40);
  const float side = ui.px(12);
  const Rect box = Rect{column.x(), column.y(), cell * 7 + 2 * side, cell * 7 + ui.px(30) + 2 * side};
  column.take(box.h);
  draw_surface(ui, box, {.border = palette::kBorder});
  const std::string name(id);
  const Touch touch = ui.touch(name, box, {.enter_clicks = false, .space_clicks = false, .takes_mouse = false});
  if (touch.focused) {
    move_cursor(ui, cursor);
    if (ui.take_key(Key::enter) || ui.take_key(Key::space)) pick.day = cursor;
    if (ui.take_key(Key::escape)) pick.closed = true;
  }
  const Rect inside = box.inset(side);
  if (icon_button(ui, name + ".before", {inside.x, inside.y, cell, cell}, Icon::left, ui.tr()("date.month_before"_key)))
    cursor = moved_by_months(cursor, -1);
  if (icon_button(ui, name + ".after", {inside.right() - cell, inside.y, cell, cell}, Icon::right, ui.tr()("date.month_after"_key)))
    cursor = moved_by_months(cursor, 1);
  const Text month = ui.tr().month(static_cast<int>(cursor.year()), static_cast<int>(static_cast<unsigned>(cursor.month())));
  label(ui, {inside.x + cell, inside.y + ui.px(8), inside.w - 2 * cell, 0}, month, {.face = FaceRole::bold, .centered = true});
  for (int day = 0; day < 7; ++day)
    label(ui, {inside.x + cell * static_cast<float>(day), inside.y + cell + ui.px(4), cell, 0}, ui.tr().weekday(day),
          {.face = FaceRole::small, .color = palette::kMuted, .centered = true});
  const year_month_day first{cursor.year() / cursor.month() / 1};
  const auto last = static_cast<unsigned>((cursor.year() / cursor.month() / std::chrono::last).day());
  for (unsigned d = 1; d <= last; ++d) {
    const year_month_day day = cursor.year() / cursor.month() / std::chrono::day{d};
    const int slot = weekday_from_monday(first) + static_cast<int>(d) - 1;
    const int day_of_week = slot % 7, week = slot / 7;
    const Rect room{inside.x + cell * static_cast<float>(day_of_week),
                    inside.y + cell + ui.px(30) + cell * static_cast<float>(week) * 0.97F, cell, cell * 0.95F};
    if (draw_day(ui, name + "." + std::to_string(d), room, day, chosen == day, cursor == day, touch.focused)) pick.day = day;
  }
  return pick;
}

} // namespace pilotage::ui
