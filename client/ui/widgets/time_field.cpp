#include "client/ui/widgets/time_field.h"

#include "client/ui/typed_values.h"

namespace pilotage::ui {

TimeTyped time_field(Ui& ui, std::string_view id, Column& column, std::string_view canonical, EditorOptions options) {
  Column field(ui, column.x(), column.y(), std::min(ui.px(140), column.width()));
  options.example = ui.tr()("time.example"_key);
  const Edited edited = text_editor(ui, id, field, time_shown(canonical), options);
  column.reach(field.y());
  const auto read = time_typed(edited.text);
  TimeTyped typed{.time = std::nullopt, .unreadable = !read, .focused = edited.focused};
  if ((edited.changed || edited.finished) && read && time_shown(*read) != time_shown(canonical)) typed.time = *read;
  return typed;
}

} // namespace pilotage::ui
