#include "client/ui/views/frame.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"

namespace pilotage::ui {

namespace {

Tone tone_of(ResponseStage stage) {
  switch (stage) {
  case ResponseStage::draft: return Tone::caution;
  case ResponseStage::parked: return Tone::danger;
  case ResponseStage::sent:
  case ResponseStage::confirmed: return Tone::good;
  case ResponseStage::finalized:
  case ResponseStage::waiting: break;
  }
  return Tone::info;
}

// What the state means for the person, and why it is parked.
void draw_explanation(Ui& ui, Column& inner, const ResponseShown& row, bool sends_by_itself) {
  const LabelStyle small{.face = FaceRole::small, .color = palette::kMuted};
  if (row.name_fault && row.name_fault != row.problem)
    inner.text(ui.tr().unreadable(*row.name_fault), {.face = FaceRole::small, .color = palette::kDanger});
  if (row.problem) {
    inner.text(ui.tr().send_problem(*row.problem, row.problem_status),
               {.face = FaceRole::small, .color = row.stage == ResponseStage::parked ? palette::kDanger : palette::kCaution});
    if (!row.problem_detail.empty()) inner.text(ui.tr()("responses.detail"_key, {{.name = "detail", .value = row.problem_detail}}), small);
    return;
  }
  switch (row.stage) {
  case ResponseStage::draft: inner.text(ui.tr()("stage.draft.meaning"_key), small); break;
  case ResponseStage::finalized: inner.text(ui.tr()("stage.finalized.meaning"_key), small); break;
  case ResponseStage::waiting:
    inner.text(sends_by_itself ? ui.tr()("stage.waiting.meaning"_key) : ui.tr()("stage.waiting.by_hand"_key), small);
    break;
  case ResponseStage::parked: inner.text(ui.tr()("stage.parked.meaning"_key), small); break;
  case ResponseStage::sent: inner.text(ui.tr()("stage.sent.meaning"_key), small); break;
  case ResponseStage::confirmed: inner.text(ui.tr()("stage.confirmed.meaning"_key), small); break;
  }
}

void draw_actions(Ui& ui, Column& inner, const ResponseShown& row, Confirmation& confirm, Commands& out) {
  if (row.stage != ResponseStage::draft && row.stage != ResponseStage::parked) return;
  inner.space(1.5F);
  const std::string id = std::to_string(row.id);
  ButtonRow buttons(ui, inner.x(), inner.y(), inner.width());
  if (row.stage == ResponseStage::parked) {
    if (buttons.add("responses.send_again/" + id, ui.tr()("responses.send_again"_key), {.icon = Icon::cloud, .compact = true}))
      out.emplace_back(SendAgain{row.id});
  } else {
    if (buttons.add("responses.continue/" + id, ui.tr()("home.continue"_key), {.icon = Icon::pencil, .compact = true}))
      out.emplace_back(ContinueDraft{row.id});
    if (buttons.add("responses.discard/" + id, ui.tr()("home.discard"_key),
                    {.kind = ButtonKind::quiet, .icon = Icon::trash, .compact = true}))
      confirm = {.kind = Confirmation::Kind::discard_draft, .response = row.id, .title = row.form_title};
  }
  inner.reach(buttons.bottom());
}

void draw_row(Ui& ui, Column& column, const ResponseShown& row, bool sends_by_itself, Confirmation& confirm, Commands& out) {
  card(ui, column, {.padding = 18}, [&](Column& inner) {
    const Text stage = stage_words(ui.tr(), row.stage);
    const float width = badge_width(ui, stage);
    const float top = inner.y();
    badge(ui, {inner.x() + inner.width() - width, top}, tone_of(row.stage), stage);
    Column words = inner.indented(0, width + ui.px(16));
    words.text(content(row.name.empty() ? row.form_title : row.name), {.face = FaceRole::bold});
    std::string line = ui.tr().moment(row.changed_at).str();
    if (!row.participant.empty()) line = row.participant + " · " + line;
    if (!row.name.empty()) line = row.form_title + " · " + line;
    words.text(content(line), {.face = FaceRole::small, .color = palette::kMuted});
    inner.reach(std::max(words.y(), top + badge_height(ui)));
    inner.space(1);
    draw_explanation(ui, inner, row, sends_by_itself);
    draw_actions(ui, inner, row, confirm, out);
  });
  column.space(1.5F);
}

} // namespace

void draw_responses(Ui& ui, const Snapshot& snapshot, const ResponsesShown& responses, Confirmation& confirm, Commands& out) {
  Rect rest;
  const Text now = ui.tr()("sync.now"_key);
  const bool possible = snapshot.sync.state != SyncShown::State::no_server && snapshot.sync.state != SyncShown::State::sending;
  const ButtonStyle style{.icon = Icon::cloud, .enabled = possible, .compact = true};
  const float width = button_width(ui, now, style);
  if (top_bar(ui, {.title = ui.tr()("bar.responses"_key), .back = ui.tr()("bar.home"_key), .right = width + ui.px(24)}, rest))
    out.emplace_back(ShowHome{});
  if (button(ui, "sync.now", {ui.window().right() - width - ui.px(16), ui.window().y + (ui.theme().bar_height() - ui.px(36)) / 2}, now,
             style))
    out.emplace_back(SyncNow{});
  Scroll scroll(ui, "responses.scroll", rest);
  Column column = reading_column(ui, scroll, rest);
  column.space(4);
  const SyncSentence said = sync_sentence(ui, snapshot.sync);
  column.text(said.headline, {.face = FaceRole::heading});
  if (!said.detail.empty())
    column.text(said.detail, {.face = FaceRole::small, .color = said.tone == 2 ? palette::kCaution : palette::kMuted});
  column.space(2.5F);
  draw_server_problems(ui, column, snapshot.sync);
  draw_fetch_problems(ui, column, snapshot.sync);
  if (responses.rows.empty()) banner(ui, column, Tone::info, ui.tr()("responses.none"_key));
  for (const ResponseShown& row : responses.rows) draw_row(ui, column, row, snapshot.sync.automatic, confirm, out);
  column.space(4);
  scroll.finish(column.height());
  if (ui.take_key(Key::escape)) out.emplace_back(ShowHome{});
}

} // namespace pilotage::ui
