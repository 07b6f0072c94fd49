// Choosing a file of this laptop for a question, in a panel over the filling screen.
#include <algorithm>
#include <utility>

#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/widgets/choice_list.h"
#include "client/ui/widgets/dialog.h"
#include "client/ui/widgets/scroll.h"

namespace pilotage::ui {

namespace {

ChoiceRow row_of(const Locale& tr, const FolderShown::Entry& entry) {
  const Text size = tr.bytes(entry.bytes);
  return {entry.path,
          entry.folder ? tr("folder.folder"_key, {{.name = "name", .value = entry.name}})
                       : tr("folder.file"_key, {{.name = "name", .value = entry.name}, {.name = "size", .value = size.str()}}),
          false};
}

// The entries, in a part that scrolls; which one was chosen.
std::optional<std::size_t> draw_entries(Ui& ui, Column& column, const FolderShown& folder) {
  std::vector<ChoiceRow> rows;
  for (const FolderShown::Entry& entry : folder.entries) rows.push_back(row_of(ui.tr(), entry));
  const float height = std::max(ui.px(120), ui.window().h - ui.px(340));
  // Another folder begins at its top, with nothing typed.
  Scroll scroll(ui, "folder.scroll/" + folder.path, column.take(height));
  Column inside(ui, column.x() + ui.px(4), scroll.content_y() + ui.px(4), scroll.width() - ui.px(8));
  const auto chosen = choice_list(ui, "folder.list" + folder.path, inside, rows, {});
  scroll.finish(inside.height() + ui.px(8));
  return chosen;
}

} // namespace

void draw_folder(Ui& ui, const FolderShown& folder, Commands& out) {
  const Locale& tr = ui.tr();
  std::string& focused = ui.keep<std::string>("folder.focused");
  if (std::exchange(focused, folder.path) != folder.path) ui.focus_first("folder.list");
  bool close = false;
  const bool stays = panel(ui, "folder", ui.px(720), [&](Column& column) {
    column.text(tr("folder.title"_key), {.face = FaceRole::heading});
    column.text(content(folder.path), {.face = FaceRole::small, .color = palette::kMuted});
    column.space(1);
    if (folder.error) {
      banner(ui, column, Tone::danger, tr.error(folder.error->code));
      column.space(1);
    }
    if (const auto chosen = draw_entries(ui, column, folder)) {
      const FolderShown::Entry& entry = folder.entries[*chosen];
      if (entry.folder)
        out.emplace_back(BrowseFolder{folder.ref, entry.path});
      else
        out.emplace_back(AttachFile{folder.ref, entry.path});
    }
    column.space(2);
    ButtonRow row(ui, column.x(), column.y(), column.width());
    if (row.add("folder.up", tr("folder.up"_key), {.icon = Icon::up, .enabled = !folder.parent.empty()}))
      out.emplace_back(BrowseFolder{folder.ref, folder.parent});
    if (row.add("folder.home", tr("folder.home"_key), {.icon = Icon::home, .enabled = folder.path != folder.home}))
      out.emplace_back(BrowseFolder{folder.ref, folder.home});
    close = row.add("folder.close", tr("dialog.cancel"_key));
    column.reach(row.bottom());
  });
  if (!stays || close) out.emplace_back(CloseFolder{});
}

} // namespace pilotage::ui
