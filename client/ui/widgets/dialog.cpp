#include "client/ui/widgets/dialog.h"

namespace pilotage::ui {

int dialog(Ui& ui, std::string_view id, const Text& title, const Text& message, const std::vector<DialogButton>& buttons) {
  int pressed = -1;
  struct Opened {
    bool focused = false;
  };
  auto& opened = ui.keep<Opened>(std::string(id) + ".opened");
  if (!opened.focused) {
    ui.focus_first(buttons.front().id);
    opened.focused = true;
  }
  const bool stays = panel(ui, id, ui.px(560), [&](Column& column) {
    column.text(title, {.face = FaceRole::heading});
    column.space(1);
    column.text(message);
    column.space(3);
    ButtonRow row(ui, column.x(), column.y(), column.width());
    for (std::size_t i = 0; i < buttons.size(); ++i)
      if (row.add(buttons[i].id, buttons[i].words, {.kind = buttons[i].kind})) pressed = static_cast<int>(i);
    column.reach(row.bottom());
  });
  return stays ? pressed : 0;
}

} // namespace pilotage::ui
