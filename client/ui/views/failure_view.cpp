#include "client/ui/views/frame.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"

namespace pilotage::ui {

void draw_failure(Ui& ui, const FailureShown& failure, Commands& out) {
  Rect rest;
  top_bar(ui, {.title = ui.tr()("program.name"_key)}, rest);
  Scroll scroll(ui, "failure.scroll", rest);
  Column column = reading_column(ui, scroll, rest);
  column.space(8);
  card(ui, column, {.padding = 28, .accent_bar = 5, .accent = palette::kDanger}, [&](Column& inner) {
    inner.text(ui.tr()("failure.title"_key), {.face = FaceRole::title});
    inner.space(1.5F);
    inner.text(ui.tr().error(failure.error.code));
    inner.space(1.5F);
    inner.text(ui.tr()("failure.safe"_key), {.color = palette::kMuted});
    inner.space(2);
    inner.text(ui.tr()("failure.detail"_key, {{.name = "detail", .value = failure.error.to_string()}}),
               {.face = FaceRole::small, .color = palette::kMuted});
    inner.space(3);
    ButtonRow row(ui, inner.x(), inner.y(), inner.width());
    if (row.add("failure.retry", ui.tr()("failure.retry"_key), {.kind = ButtonKind::primary})) out.emplace_back(Retry{});
    if (row.add("failure.home", ui.tr()("bar.home"_key))) out.emplace_back(ShowHome{});
    if (row.add("failure.quit", ui.tr()("failure.quit"_key), {.kind = ButtonKind::quiet})) out.emplace_back(Quit{});
    inner.reach(row.bottom());
  });
  column.space(4);
  scroll.finish(column.height());
}

} // namespace pilotage::ui
