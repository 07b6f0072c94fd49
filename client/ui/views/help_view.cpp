#include <array>
#include <utility>

#include "client/ui/views/views.h"
#include "client/ui/widgets/dialog.h"

namespace pilotage::ui {

bool draw_help(Ui& ui) {
  const Locale& tr = ui.tr();
  const std::array<std::pair<Text, Text>, 10> rows = {{
      {tr("help.tab.keys"_key), tr("help.tab"_key)},
      {tr("help.arrows.keys"_key), tr("help.arrows"_key)},
      {tr("help.space.keys"_key), tr("help.space"_key)},
      {tr("help.delete.keys"_key), tr("help.delete"_key)},
      {tr("help.next.keys"_key), tr("help.next"_key)},
      {tr("help.previous.keys"_key), tr("help.previous"_key)},
      {tr("help.outline.keys"_key), tr("help.outline"_key)},
      {tr("help.undo.keys"_key), tr("help.undo"_key)},
      {tr("help.escape.keys"_key), tr("help.escape"_key)},
      {tr("help.help.keys"_key), tr("help.help"_key)},
  }};
  struct Opened {
    bool focused = false;
  };
  auto& opened = ui.keep<Opened>("help.opened");
  if (!std::exchange(opened.focused, true)) ui.focus_first("help.close");
  bool close = false;
  const bool stays = panel(ui, "help", ui.px(640), [&](Column& column) {
    column.text(tr("help.title"_key), {.face = FaceRole::heading});
    column.space(1.5F);
    const float keys = ui.px(210);
    for (const auto& [chord, meaning] : rows) {
      const float top = column.y();
      const float left =
          label(ui, {column.x(), top, keys - ui.px(12), 0}, chord, {.face = FaceRole::small_bold, .color = palette::kAccent});
      const float right = label(ui, {column.x() + keys, top, column.width() - keys, 0}, meaning, {.face = FaceRole::small});
      column.take(std::max(left, right));
      column.space(0.75F);
    }
    column.space(1.5F);
    close = button(ui, "help.close", {column.x(), column.y()}, tr("dialog.close"_key), {.kind = ButtonKind::primary});
    column.take(ui.theme().control_height());
  });
  return stays && !close;
}

} // namespace pilotage::ui
