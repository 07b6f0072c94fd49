#include "client/ui/widgets/date_field.h"

#include <fmt/format.h>

#include <chrono>

#include "client/ui/widgets/button.h"
#include "client/ui/widgets/month_view.h"

namespace pilotage::ui {

namespace {

using std::chrono::year_month_day;

struct DateState {
  bool open = false;
  year_month_day cursor{};
};

std::optional<year_month_day> parsed(const std::string& iso) {
  if (iso.size() != 10) return std::nullopt;
  const year_month_day day{std::chrono::year{std::stoi(iso.substr(0, 4))},
                           std::chrono::month{static_cast<unsigned>(std::stoi(iso.substr(5, 2)))},
                           std::chrono::day{static_cast<unsigned>(std::stoi(iso.substr(8, 2)))}};
  return day.ok() ? std::optional(day) : std::nullopt;
}

std::string iso_of(year_month_day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

void pick_from_month(Ui& ui, const std::string& name, Column& column, const std::string& shown, DateState& state, DateTyped& typed) {
  column.space(1);
  const MonthPick pick = month_view(ui, name + ".month", column, parsed(shown), state.cursor);
  if (pick.day) typed.date = iso_of(*pick.day);
  if (pick.day || pick.closed) {
    state.open = false;
    ui.focus(name);
  }
}

} // namespace

DateTyped date_field(Ui& ui, std::string_view id, Column& column, std::string_view iso_date, const DateFieldOptions& options) {
  DateTyped typed;
  const std::string name(id);
  auto& state = ui.keep<DateState>(name + ".state");
  const float height = ui.theme().control_height();
  const float width = std::min(ui.px(240), column.width() - height - ui.px(8));
  Column field(ui, column.x(), column.y(), width);
  const Edited edited = text_editor(ui, name, field, ui.tr().date_in_digits(iso_date).str(),
                                    {.enabled = options.enabled,
                                     .invalid = options.invalid,
                                     .adopt = options.adopt,
                                     .words = options.words,
                                     .example = ui.tr()("date.example"_key)});
  typed.focused = edited.focused;
  const std::string read = ui.tr().date_typed(edited.text);
  typed.unreadable = !edited.text.empty() && read.empty();
  if ((edited.changed || edited.finished) && !typed.unreadable && read != iso_date) typed.date = read;
  const Rect button{column.x() + width + ui.px(8), column.y(), height, height};
  if (icon_button(ui, name + ".calendar", button, Icon::calendar, ui.tr()("date.open"_key), options.enabled)) {
    state.open = !state.open;
    state.cursor = parsed(read).value_or(parsed(options.today).value_or(year_month_day{std::chrono::year{2000} / 1 / 1}));
    if (state.open) ui.focus(name + ".month");
  }
  column.take(height);
  if (!read.empty()) {
    column.space(0.5F);
    column.text(ui.tr().date(read), {.face = FaceRole::small, .color = palette::kMuted});
  }
  if (state.open) pick_from_month(ui, name, column, read, state, typed);
  return typed;
}

} // namespace pilotage::ui
