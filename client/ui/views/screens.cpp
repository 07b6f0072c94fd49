#include "client/ui/views/screens.h"

#include <algorithm>
#include <cmath>

#include "client/ui/views/frame.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/widgets/dialog.h"

namespace pilotage::ui {

namespace {

// At the bottom of the window; gives what is left of it for the screen.
Rect draw_notice(Ui& ui, const NoticeShown& notice, bool sends_by_itself) {
  const Locale& tr = ui.tr();
  Tone tone = Tone::good;
  Text words;
  switch (notice.kind) {
  case NoticeShown::Kind::finalized_and_queued:
    words = sends_by_itself ? tr("notice.finalized_and_queued"_key) : tr("notice.finalized_by_hand"_key);
    break;
  case NoticeShown::Kind::finalized_here: words = tr("notice.finalized_here"_key); break;
  case NoticeShown::Kind::finalized_in_preview: words = tr("notice.finalized_in_preview"_key); break;
  case NoticeShown::Kind::draft_discarded: words = tr("notice.draft_discarded"_key); break;
  case NoticeShown::Kind::failed:
    tone = Tone::danger;
    words = notice.error ? tr("notice.failed"_key, {{.name = "sentence", .value = tr.error(notice.error->code).str()},
                                                    {.name = "detail", .value = notice.error->to_string()}})
                         : Text();
    break;
  }
  const float width = std::min(ui.theme().column_width(), ui.window().w - ui.px(64));
  const float height = label_height(ui, words, width - ui.px(56)) + ui.px(24);
  const Rect& window = ui.window();
  Column column(ui, std::round(window.x + (window.w - width) / 2), window.bottom() - height - ui.px(12), width);
  ui.canvas().AddLine({window.x, column.y() - ui.px(12)}, {window.right(), column.y() - ui.px(12)}, palette::kLine, ui.theme().stroke());
  banner(ui, column, tone, words);
  return {window.x, window.y, window.w, window.h - height - ui.px(24)};
}

// At the top of the window, on every screen: a preview must not be taken for the real thing. Gives what is left for the screen.
Rect draw_preview_strip(Ui& ui) {
  const Text words = ui.tr()("preview.strip"_key);
  const Rect& window = ui.window();
  const ToneColors colors = tone_colors(Tone::caution);
  const float margin = ui.px(16);
  const float height = label_height(ui, words, window.w - 2 * margin) + ui.px(12);
  ui.canvas().AddRectFilled(window.min(), {window.right(), window.y + height}, colors.fill);
  label(ui, {window.x + margin, window.y + ui.px(6), window.w - 2 * margin, height}, words, {.color = colors.ink, .centered = true});
  return {window.x, window.y + height, window.w, window.h - height};
}

} // namespace

void Screens::new_screen(Ui& ui, const Snapshot& snapshot) {
  if (screen_ == snapshot.screen.index() + 1) return;
  screen_ = snapshot.screen.index() + 1;
  confirm_ = {};
  help_ = false;
  filling_.entered = false;
  if (std::holds_alternative<HomeShown>(snapshot.screen)) ui.focus_first("home.");
  if (std::holds_alternative<ReviewShown>(snapshot.screen)) ui.focus_first("review.");
  if (std::holds_alternative<SettingsShown>(snapshot.screen)) ui.focus_first("settings.");
  if (std::holds_alternative<ResponsesShown>(snapshot.screen)) ui.focus_first("bar.back");
  if (std::holds_alternative<FailureShown>(snapshot.screen)) ui.focus_first("failure.");
}

void Screens::draw_screen(Ui& ui, const Snapshot& snapshot, Commands& out) {
  if (const auto* home = std::get_if<HomeShown>(&snapshot.screen)) draw_home(ui, snapshot, *home, confirm_, out);
  if (const auto* filling = std::get_if<FillingShown>(&snapshot.screen)) draw_filling(ui, snapshot, *filling, filling_, confirm_, out);
  if (const auto* review = std::get_if<ReviewShown>(&snapshot.screen)) draw_review(ui, snapshot, *review, confirm_, out);
  if (const auto* responses = std::get_if<ResponsesShown>(&snapshot.screen)) draw_responses(ui, snapshot, *responses, confirm_, out);
  if (const auto* settings = std::get_if<SettingsShown>(&snapshot.screen)) draw_settings(ui, snapshot, *settings, confirm_, out);
  if (const auto* failure = std::get_if<FailureShown>(&snapshot.screen)) draw_failure(ui, *failure, out);
  if (std::holds_alternative<OpeningShown>(snapshot.screen)) {
    Rect rest;
    top_bar(ui, {.title = ui.tr()("program.name"_key)}, rest);
    label(ui, {rest.x, rest.y + rest.h / 3, rest.w, 0}, ui.tr()("program.opening"_key), {.color = palette::kMuted, .centered = true});
  }
}

void Screens::draw_confirmation(Ui& ui, const Snapshot&, Commands& out) {
  const Locale& tr = ui.tr();
  const Slot form{.name = "form", .value = confirm_.title};
  const Text cancel = tr("dialog.cancel"_key);
  int pressed = -1;
  switch (confirm_.kind) {
  case Confirmation::Kind::none: return;
  case Confirmation::Kind::discard_draft:
    pressed = dialog(ui, "confirm", tr("confirm.discard.title"_key), tr("confirm.discard"_key, {form}),
                     {{"dialog.cancel", cancel}, {"dialog.yes", tr("confirm.discard.yes"_key), ButtonKind::danger}});
    if (pressed == 1) out.emplace_back(DiscardDraft{confirm_.response});
    break;
  case Confirmation::Kind::remove_instance:
    pressed = dialog(ui, "confirm", tr("confirm.remove.title"_key, {form}), tr("confirm.remove"_count, confirm_.count),
                     {{"dialog.cancel", cancel}, {"dialog.yes", tr("confirm.remove.yes"_key), ButtonKind::danger}});
    if (pressed == 1) out.emplace_back(RemoveRepeat{confirm_.ref});
    break;
  case Confirmation::Kind::finalize:
    pressed = dialog(ui, "confirm", tr("confirm.finalize.title"_key), tr("confirm.finalize"_key),
                     {{"dialog.cancel", cancel}, {"dialog.yes", tr("review.finalize"_key), ButtonKind::primary}});
    if (pressed == 1) out.emplace_back(Finalize{});
    break;
  case Confirmation::Kind::end_session:
    pressed = dialog(ui, "confirm", tr("confirm.end_session.title"_key), tr("confirm.end_session"_key),
                     {{"dialog.cancel", cancel}, {"dialog.yes", tr("session.end"_key), ButtonKind::primary}});
    if (pressed == 1) out.emplace_back(EndSession{});
    break;
  case Confirmation::Kind::retention:
    pressed = dialog(ui, "confirm", tr("confirm.retention.title"_key), tr("confirm.retention"_count, confirm_.count),
                     {{"dialog.cancel", cancel}, {"dialog.yes", tr("confirm.retention.yes"_key), ButtonKind::danger}});
    if (pressed == 1) out.emplace_back(SetRetention{confirm_.count});
    break;
  }
  if (pressed >= 0) {
    confirm_ = {};
    ui.redraw();
  }
}

void Screens::draw(Ui& ui, const Snapshot& snapshot, Commands& out) {
  new_screen(ui, snapshot);
  Commands wanted;
  const Rect window = ui.window();
  if (snapshot.preview) ui.set_window(draw_preview_strip(ui));
  if (snapshot.notice) ui.set_window(draw_notice(ui, *snapshot.notice, snapshot.sync.automatic));
  draw_screen(ui, snapshot, wanted);
  ui.set_window(window);
  if (ui.take_key(Key::f1)) help_ = true;
  draw_confirmation(ui, snapshot, wanted);
  if (help_) help_ = draw_help(ui);
  // Whatever comes next, what was typed before it is saved first.
  const bool leaves = std::ranges::any_of(wanted, [](const Command& command) { return !std::holds_alternative<GiveAnswer>(command); });
  if (leaves) send_all_drafts(filling_, out);
  out.insert(out.end(), wanted.begin(), wanted.end());
}

void Screens::close(Commands& out) {
  send_all_drafts(filling_, out);
  out.emplace_back(Quit{});
}

double Screens::due_in(double now) const {
  double due = -1;
  for (const auto& [ref, draft] : filling_.drafts) {
    if (!draft.waiting) continue;
    const double left = std::max(0.0, draft.changed_at + kSendAfterSeconds - now);
    due = due < 0 ? left : std::min(due, left);
  }
  return due;
}

} // namespace pilotage::ui
