#include <cmath>

#include "client/ui/views/frame.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"

namespace pilotage::ui {

namespace {

// Words of a card at the left, its buttons at the right; below one another where there is no room.
class CardRow {
public:
  CardRow(Ui& ui, Column& inner, float buttons)
      : inner_(inner), top_(inner.y()), buttons_(buttons), beside_(inner.width() - buttons - ui.px(24) >= ui.px(260)),
        words_(inner.indented(0, beside_ ? buttons + ui.px(24) : 0)) {}

  Column& words() { return words_; }

  // Where the buttons belong, after the words are drawn.
  ImVec2 button_place(float height) {
    if (!beside_) {
      inner_.reach(words_.y());
      inner_.space(1.5F);
      const Rect place = inner_.take(height);
      return {place.x, place.y};
    }
    const float row = std::max(words_.height(), height);
    inner_.reach(top_ + row);
    return {inner_.x() + inner_.width() - buttons_, std::round(top_ + (row - height) / 2)};
  }

private:
  Column& inner_;
  float top_, buttons_;
  bool beside_;
  Column words_;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

void draw_form(Ui& ui, Column& column, const FormShown& form, Commands& out) {
  card(ui, column, {}, [&](Column& inner) {
    const Text start = ui.tr()("home.start"_key);
    const ButtonStyle style{.kind = ButtonKind::primary};
    CardRow row(ui, inner, button_width(ui, start, style));
    row.words().text(content(form.title), {.face = FaceRole::bold});
    if (form.languages.size() > 1) row.words().text(content(joined(form.languages)), {.face = FaceRole::small, .color = palette::kMuted});
    const ImVec2 place = row.button_place(button_height(ui, style));
    if (button(ui, "home.start/" + form.form_id, place, start, style)) out.emplace_back(StartForm{form.key});
  });
  column.space(1.5F);
}

void draw_draft(Ui& ui, Column& column, const ResponseShown& draft, Confirmation& confirm, Commands& out) {
  card(ui, column, {.accent_bar = 5, .accent = palette::kCaution}, [&](Column& inner) {
    const Text go_on = ui.tr()("home.continue"_key);
    const std::string id = std::to_string(draft.id);
    const float trash = ui.px(44);
    CardRow row(ui, inner, button_width(ui, go_on) + trash + ui.px(8));
    row.words().text(content(draft.name.empty() ? draft.form_title : draft.name), {.face = FaceRole::bold});
    const Text when = ui.tr()("home.draft_changed"_key, {{.name = "when", .value = ui.tr().moment(draft.changed_at).str()}});
    row.words().text(draft.participant.empty() ? when : content(draft.participant + " · " + when.str()),
                     {.face = FaceRole::small, .color = palette::kMuted});
    if (draft.name_fault) row.words().text(ui.tr().unreadable(*draft.name_fault), {.face = FaceRole::small, .color = palette::kDanger});
    const ImVec2 place = row.button_place(button_height(ui));
    if (button(ui, "home.continue/" + id, place, go_on)) out.emplace_back(ContinueDraft{draft.id});
    if (icon_button(ui, "home.discard/" + id, {place.x + button_width(ui, go_on) + ui.px(8), place.y, trash, trash}, Icon::trash,
                    ui.tr()("home.discard"_key)))
      confirm = {.kind = Confirmation::Kind::discard_draft, .response = draft.id, .title = draft.form_title};
  });
  column.space(1.5F);
}

void draw_outbox(Ui& ui, Column& column, const SyncShown& sync, Commands& out) {
  const SyncSentence said = sync_sentence(ui, sync);
  card(ui, column, {}, [&](Column& inner) {
    const Text now = ui.tr()("sync.now"_key);
    const bool possible = sync.state != SyncShown::State::no_server && sync.state != SyncShown::State::sending;
    const ButtonStyle style{.icon = Icon::cloud, .enabled = possible};
    CardRow row(ui, inner, button_width(ui, now, style));
    const ImU32 color = said.tone == 2 ? palette::kCaution : said.tone == 1 ? palette::kGood : palette::kInk;
    row.words().text(said.headline, {.face = FaceRole::bold, .color = color});
    if (!said.detail.empty()) row.words().text(said.detail, {.face = FaceRole::small, .color = palette::kMuted});
    if (sync.parked > 0) row.words().text(ui.tr()("sync.parked"_count, sync.parked), {.face = FaceRole::small, .color = palette::kDanger});
    const ImVec2 place = row.button_place(button_height(ui, style));
    if (button(ui, "sync.now", place, now, style)) out.emplace_back(SyncNow{});
  });
  column.space(1.5F);
}

void draw_session(Ui& ui, Column& column, const SessionShown& session, Confirmation& confirm, Commands& out) {
  card(ui, column, {.fill = palette::kAccentSoft, .border = palette::kAccentSoft}, [&](Column& inner) {
    inner.text(ui.tr()("session.turn"_key, {{.name = "participant", .value = session.participant}}), {.face = FaceRole::bold});
    inner.text(ui.tr()("session.hint"_key), {.face = FaceRole::small, .color = palette::kMuted});
    inner.space(1.5F);
    ButtonRow row(ui, inner.x(), inner.y(), inner.width());
    if (row.add("session.next", ui.tr()("session.next"_key), {})) out.emplace_back(HandOver{});
    if (row.add("session.end", ui.tr()("session.end"_key), {.kind = ButtonKind::quiet}))
      confirm = {.kind = Confirmation::Kind::end_session};
    inner.reach(row.bottom());
  });
  column.space(2);
}

// Where a server is set up already, nobody is told to add one.
Text why_no_forms(const Locale& tr, const SyncShown& sync) {
  if (sync.state == SyncShown::State::no_server) return tr("home.no_forms"_key);
  if (sync.fetching) return tr("sync.fetching"_key);
  return sync.fetch_problems.empty() && sync.server_problems.empty() ? tr("home.none_fetched"_key) : tr("home.not_fetched"_key);
}

void heading(Column& column, const Text& words) {
  column.space(1.5F);
  column.text(words, {.face = FaceRole::heading});
  column.space(1.25F);
}

void bar_buttons(Ui& ui, Commands& out) {
  const ButtonStyle quiet{.kind = ButtonKind::quiet, .compact = true};
  const float y = std::round(ui.window().y + (ui.theme().bar_height() - ui.px(36)) / 2);
  const Text responses = ui.tr()("bar.responses"_key);
  const Text settings = ui.tr()("bar.settings"_key);
  ButtonStyle list = quiet;
  list.icon = Icon::list;
  ButtonStyle gear = quiet;
  gear.icon = Icon::gear;
  const float x = ui.window().right() - ui.px(12) - button_width(ui, settings, gear);
  const float first = x - button_width(ui, responses, list) - ui.px(4);
  if (button(ui, "bar.responses", {first, y}, responses, list)) out.emplace_back(ShowResponses{});
  if (button(ui, "bar.settings", {x, y}, settings, gear)) out.emplace_back(ShowSettings{});
}

} // namespace

void draw_home(Ui& ui, const Snapshot& snapshot, const HomeShown& home, Confirmation& confirm, Commands& out) {
  Rect rest;
  top_bar(ui, {.title = ui.tr()("program.name"_key), .right = ui.px(340)}, rest);
  bar_buttons(ui, out);
  Scroll scroll(ui, "home.scroll", rest);
  Column column = reading_column(ui, scroll, rest);
  column.space(3);
  if (snapshot.session) draw_session(ui, column, *snapshot.session, confirm, out);
  draw_outbox(ui, column, snapshot.sync, out);
  draw_server_problems(ui, column, snapshot.sync);
  draw_fetch_problems(ui, column, snapshot.sync);
  if (!home.drafts.empty()) {
    heading(column, ui.tr()("home.drafts"_key));
    for (const ResponseShown& draft : home.drafts) draw_draft(ui, column, draft, confirm, out);
  }
  heading(column, ui.tr()("home.forms"_key));
  if (home.forms.empty()) banner(ui, column, Tone::info, why_no_forms(ui.tr(), snapshot.sync));
  for (const FormShown& form : home.forms) draw_form(ui, column, form, out);
  column.space(2);
  if (!snapshot.session && !home.forms.empty()) {
    if (button(ui, "session.start", {column.x(), column.y()}, ui.tr()("session.start"_key), {.kind = ButtonKind::quiet}))
      out.emplace_back(StartSession{});
    column.take(ui.theme().control_height());
  }
  column.space(4);
  scroll.finish(column.height());
}

} // namespace pilotage::ui
