#include "client/ui/views/frame.h"

#include <algorithm>
#include <cmath>

namespace pilotage::ui {

namespace {

Text headline_of(const Locale& tr, const SyncShown& sync) {
  if (sync.waiting > 0) return tr("sync.waiting"_count, sync.waiting);
  if (sync.kept > 0 || (sync.parked == 0 && sync.arrived == 0)) return tr("sync.nothing_to_send"_key);
  return sync.parked > 0 ? tr("sync.nothing_else_waits"_key) : tr("sync.nothing_waits"_key);
}

} // namespace

bool top_bar(Ui& ui, const BarStyle& style, Rect& rest) {
  const Rect bar{ui.window().x, ui.window().y, ui.window().w, ui.theme().bar_height()};
  ImDrawList& canvas = ui.canvas();
  canvas.AddRectFilled(bar.min(), bar.max(), palette::kSurface);
  canvas.AddLine({bar.x, bar.bottom()}, {bar.right(), bar.bottom()}, palette::kLine, ui.theme().stroke());
  rest = {bar.x, bar.bottom() + 1, bar.w, ui.window().h - bar.h - 1};
  float x = bar.x + ui.px(20);
  bool back = false;
  if (!style.back.empty()) {
    const ButtonStyle quiet{.kind = ButtonKind::quiet, .icon = Icon::left, .compact = true};
    x = bar.x + ui.px(8);
    back = button(ui, "bar.back", {x, std::round(bar.y + (bar.h - ui.px(36)) / 2)}, style.back, quiet);
    x += button_width(ui, style.back, quiet) + ui.px(12);
  }
  const float line = ui.typesetter().fonts().face(FaceRole::bold).line_height;
  const float room = bar.right() - x - style.right - ui.px(16);
  label(ui, {x, std::round(bar.y + (bar.h - line) / 2), room, line}, style.title, {.face = FaceRole::bold, .one_line = style.people_title});
  return back;
}

Column reading_column(Ui& ui, const Scroll& scroll, const Rect& room) {
  const float width = std::min(ui.theme().column_width(), room.w - ui.px(64));
  return {ui, std::round(room.x + (room.w - width) / 2), scroll.content_y(), width};
}

SyncSentence sync_sentence(Ui& ui, const SyncShown& sync) {
  const Locale& tr = ui.tr();
  SyncSentence said;
  using State = SyncShown::State;
  if (sync.state == State::no_server) {
    said.headline = tr("sync.no_server"_key);
    said.detail = tr("sync.no_server.detail"_key);
    return said;
  }
  said.headline = headline_of(tr, sync);
  said.tone = sync.waiting > 0 || sync.parked > 0 ? 0 : 1;
  if (sync.state == State::sending)
    said.detail = sync.bytes_to_go > 0 ? tr("sync.sending_bytes"_key, {{.name = "bytes", .value = tr.bytes(sync.bytes_to_go).str()}})
                                       : tr("sync.sending"_key);
  else if (sync.fetching)
    said.detail = tr("sync.fetching"_key);
  else if (sync.problem)
    said.detail = tr.send_problem(*sync.problem, sync.problem_status);
  else if (sync.waiting > 0 && !sync.automatic)
    said.detail = tr("sync.by_hand"_key);
  else if (sync.waiting > 0 && sync.metered)
    said.detail = tr("sync.metered"_key);
  else if (sync.last_sent_at > 0)
    said.detail = tr("sync.last_sent"_key, {{.name = "when", .value = tr.moment(sync.last_sent_at).str()}});
  if (sync.problem) said.tone = 2;
  return said;
}

Text stage_words(const Locale& tr, ResponseStage stage) {
  switch (stage) {
  case ResponseStage::draft: return tr("stage.draft"_key);
  case ResponseStage::finalized: return tr("stage.finalized"_key);
  case ResponseStage::waiting: return tr("stage.waiting"_key);
  case ResponseStage::parked: return tr("stage.parked"_key);
  case ResponseStage::sent: return tr("stage.sent"_key);
  case ResponseStage::confirmed: return tr("stage.confirmed"_key);
  }
  return {};
}

} // namespace pilotage::ui
