#include <algorithm>
#include <cmath>

#include "client/ui/views/frame.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/widgets/card.h"
#include "client/ui/widgets/dialog.h"
#include "client/ui/widgets/select_menu.h"

namespace pilotage::ui {

namespace {

class FillingFrame {
public:
  FillingFrame(Ui& ui, const Snapshot& snapshot, const FillingShown& filling, FillingState& state, Confirmation& confirm, Commands& out)
      : ui_(ui), snapshot_(snapshot), filling_(filling), state_(state), confirm_(confirm), out_(out) {}

  void draw() {
    begin_page();
    draw_bar();
    const float outline = ui_.px(280);
    if (rest_.w >= ui_.theme().column_width() + outline + ui_.px(80)) {
      const Rect side{rest_.x, rest_.y, outline, rest_.h};
      draw_side(side);
      rest_ = {rest_.x + outline, rest_.y, rest_.w - outline, rest_.h};
    }
    draw_page();
    keys();
    send_idle_drafts();
  }

  // Over everything: the outline, on demand; long forms scroll inside it.
  void draw_outline_over() {
    if (!state_.outline_open) return;
    bool went = false;
    const bool stays = panel(ui_, "outline.panel", ui_.px(520), [&](Column& column) {
      column.text(ui_.tr()("filling.outline"_key), {.face = FaceRole::heading});
      column.text(answered_words(), {.face = FaceRole::small, .color = palette::kMuted});
      column.space(1.5F);
      auto& height = ui_.keep<float>("panel.height"); // of the entries, as they were drawn last
      const Rect room = column.take(std::clamp(height, ui_.px(48), ui_.window().h - ui_.px(280)));
      Scroll scroll(ui_, "panel.scroll", room);
      Column entries(ui_, room.x + ui_.px(4), scroll.content_y() + ui_.px(4), scroll.width() - ui_.px(8));
      went = draw_outline(entries, "panel");
      if (height == 0) ui_.focus_first("panel/" + std::to_string(filling_.page));
      height = entries.height() + ui_.px(8);
      scroll.finish(height);
      column.space(2);
      if (button(ui_, "panel.close", {column.x(), column.y()}, ui_.tr()("dialog.close"_key), {})) went = true;
      column.take(ui_.theme().control_height());
    });
    if (went || !stays) state_.outline_open = false;
  }

private:
  bool last_page() const { return filling_.page + 1 >= filling_.outline.size(); }

  void begin_page() {
    if (state_.response != filling_.response) state_ = {.response = filling_.response};
    if (!state_.entered || state_.page != filling_.page) {
      state_.page = filling_.page;
      state_.entered = true;
      ui_.focus_first("/");
    }
    if (filling_.focus_serial != state_.focus_serial) {
      state_.focus_serial = filling_.focus_serial;
      if (!filling_.focus_ref.empty()) ui_.focus_first(filling_.focus_ref);
    }
  }

  // --- The bar ---
  void draw_bar() {
    const float y = std::round(ui_.window().y + (ui_.theme().bar_height() - ui_.px(36)) / 2);
    std::vector<Text> languages;
    std::size_t chosen = 0;
    for (const std::string& language : filling_.languages) {
      if (language == filling_.language) chosen = languages.size();
      languages.push_back(content(language));
    }
    const float menu = languages.size() > 1 ? select_menu_width(ui_, languages, true) : 0;
    const Text saved = saved_words();
    const float saved_width = label_width(ui_, saved, FaceRole::small) + ui_.px(26);
    const float icons = ui_.px(36) * 3 + ui_.px(16);
    const float right = saved_width + menu + icons + ui_.px(40);
    if (top_bar(ui_, {.title = content(filling_.title), .back = ui_.tr()("bar.home"_key), .people_title = true, .right = right}, rest_))
      out_.emplace_back(ShowHome{});
    float x = ui_.window().right() - right + ui_.px(8);
    draw_saved(saved, x, y);
    x += saved_width + ui_.px(8);
    const float square = ui_.px(36);
    if (icon_button(ui_, "filling.undo", {x, y, square, square}, Icon::undo, ui_.tr()("filling.undo"_key), filling_.can_undo))
      out_.emplace_back(Undo{});
    x += square;
    if (icon_button(ui_, "filling.redo", {x, y, square, square}, Icon::redo, ui_.tr()("filling.redo"_key), filling_.can_redo))
      out_.emplace_back(Redo{});
    x += square;
    if (icon_button(ui_, "filling.outline", {x, y, square, square}, Icon::list, ui_.tr()("filling.outline"_key)))
      state_.outline_open = true;
    x += square + ui_.px(8);
    if (menu > 0)
      if (const auto picked =
              select_menu(ui_, "filling.language", {x, y, menu, square}, ui_.tr()("filling.language"_key), languages, chosen, true))
        out_.emplace_back(SetFormLanguage{filling_.languages[*picked]});
    draw_progress();
  }

  bool drafts_on_their_way() const {
    return std::ranges::any_of(state_.drafts,
                               [&](const auto& draft) { return draft.second.waiting || draft.second.serial > filling_.applied; });
  }

  Text saved_words() const {
    if (filling_.unsaved) return ui_.tr()("filling.not_saved"_key);
    return drafts_on_their_way() ? ui_.tr()("filling.saving"_key) : ui_.tr()("filling.saved"_key);
  }

  void draw_saved(const Text& words, float x, float y) {
    const bool busy = drafts_on_their_way();
    const ImU32 color = filling_.unsaved ? palette::kDanger : busy ? palette::kMuted : palette::kGood;
    const Icon icon = filling_.unsaved ? Icon::warning : busy ? Icon::clock : Icon::check;
    draw_icon(ui_, icon, {x + ui_.px(9), y + ui_.px(18)}, ui_.px(14), color);
    const float line = ui_.typesetter().fonts().face(FaceRole::small).line_height;
    label(ui_, {x + ui_.px(22), std::round(y + (ui_.px(36) - line) / 2), label_width(ui_, words, FaceRole::small) + 1, line}, words,
          {.face = FaceRole::small, .color = color});
  }

  void draw_progress() {
    const float share = filling_.questions == 0 ? 0 : static_cast<float>(filling_.answered) / static_cast<float>(filling_.questions);
    const Rect bar{rest_.x, rest_.y, rest_.w, ui_.px(4)};
    progress_bar(ui_, bar, share, answered_words());
    rest_ = {rest_.x, rest_.y + bar.h, rest_.w, rest_.h - bar.h};
  }

  Text answered_words() const {
    const std::string answered = std::to_string(filling_.answered);
    return ui_.tr()("filling.answered"_count, filling_.questions, {{.name = "answered", .value = answered}});
  }

  // --- The outline ---
  void draw_side(const Rect& side) {
    ui_.canvas().AddLine({side.right(), side.y}, {side.right(), side.bottom()}, palette::kLine, ui_.theme().stroke());
    Scroll scroll(ui_, "outline.scroll", side);
    Column column(ui_, side.x + ui_.px(16), scroll.content_y(), side.w - ui_.px(32));
    column.space(3);
    column.text(answered_words(), {.face = FaceRole::small, .color = palette::kMuted});
    column.space(1.5F);
    draw_outline(column, "outline");
    column.space(2);
    scroll.finish(column.height());
  }

  bool draw_outline(Column& column, const std::string& prefix) {
    bool went = false;
    for (std::size_t page = 0; page < filling_.outline.size(); ++page) went = draw_outline_row(column, prefix, page) || went;
    return went;
  }

  bool draw_outline_row(Column& column, const std::string& prefix, std::size_t page) {
    const OutlineShown& entry = filling_.outline[page];
    const bool here = page == filling_.page;
    const LabelStyle style{.face = here ? FaceRole::small_bold : FaceRole::small, .color = here ? palette::kAccent : palette::kInk};
    const Text title =
        entry.title.empty() ? ui_.tr()("filling.page"_key, {{.name = "number", .value = std::to_string(page + 1)}}) : content(entry.title);
    const float left = ui_.px(36);
    const float width = column.width() - left - ui_.px(8);
    const float height = std::max(ui_.px(40), label_height(ui_, title, width, style) + ui_.px(16));
    const Rect room = column.take(height);
    const std::string id = prefix + "/" + std::to_string(page);
    const Touch touch = ui_.touch(id, room);
    const float radius = ui_.theme().radius();
    if (here)
      ui_.canvas().AddRectFilled(room.min(), room.max(), palette::kAccentSoft, radius);
    else if (touch.hovered)
      ui_.canvas().AddRectFilled(room.min(), room.max(), palette::kHover, radius);
    draw_page_mark(entry, {room.x + ui_.px(18), room.y + height / 2}, here);
    const float words_height = label_height(ui_, title, width, style);
    const Rect words = draw_words(ui_, {room.x + left, std::round(room.y + (height - words_height) / 2), width, 0}, title, style);
    if (touch.ring) focus_ring(ui_, room.inset(ui_.px(3)), radius);
    ui_.note({.role = Role::link,
              .id = id,
              .label = title.str(),
              .value = here ? "on" : "",
              .rect = room,
              .words = words,
              .focused = touch.focused});
    if (touch.clicked) out_.emplace_back(GoToPage{page});
    return touch.clicked;
  }

  void draw_page_mark(const OutlineShown& entry, ImVec2 center, bool here) {
    const float size = ui_.px(14);
    if (entry.faults > 0) return draw_icon(ui_, Icon::warning, center, ui_.px(16), palette::kDanger);
    if (entry.questions > 0 && entry.answered == entry.questions) return draw_icon(ui_, Icon::check, center, size, palette::kGood);
    const ImU32 color = here ? palette::kAccent : palette::kBorder;
    if (entry.answered > 0) {
      ui_.canvas().PathLineTo(center);
      ui_.canvas().PathArcTo(center, ui_.px(5), -1.5708F,
                             -1.5708F + 6.2832F * static_cast<float>(entry.answered) / static_cast<float>(entry.questions), 24);
      ui_.canvas().PathFillConvex(color);
    }
    ui_.canvas().AddCircle(center, ui_.px(6), color, 24, ui_.px(1.5F));
  }

  // --- The page ---
  void draw_page() {
    Scroll scroll(ui_, "page.scroll/" + std::to_string(filling_.page), rest_);
    Column column = reading_column(ui_, scroll, rest_);
    column.space(4);
    if (filling_.unsaved) draw_unsaved(column);
    if (!filling_.page_title.empty()) column.text(content(filling_.page_title), {.face = FaceRole::title, .rich = true});
    const std::string number = std::to_string(filling_.page + 1);
    column.text(
        ui_.tr()("filling.page_of"_count, static_cast<std::int64_t>(filling_.outline.size()), {{.name = "number", .value = number}}),
        {.face = FaceRole::small, .color = palette::kMuted});
    const auto required = [](const BlockShown& block) { return block.question.required && block.question.kind != QuestionKind::note; };
    if (std::ranges::any_of(filling_.blocks, required))
      column.text(ui_.tr()("filling.required_note"_key), {.face = FaceRole::small, .color = palette::kMuted});
    column.space(2.5F);
    draw_blocks(column, 0, filling_.blocks.size());
    column.space(1);
    draw_turning(column);
    column.space(6);
    scroll.finish(column.height());
  }

  void draw_unsaved(Column& column) {
    banner(ui_, column, Tone::danger, filling_.save_error ? ui_.tr().error(filling_.save_error->code) : ui_.tr()("filling.not_saved"_key));
    column.space(1);
    if (button(ui_, "filling.save_again", {column.x(), column.y()}, ui_.tr()("filling.save_again"_key), {.kind = ButtonKind::primary}))
      out_.emplace_back(SaveAgain{});
    column.take(ui_.theme().control_height());
    column.space(3);
  }

  std::size_t end_of_instance(std::size_t begin) const {
    int depth = 0;
    for (std::size_t i = begin; i < filling_.blocks.size(); ++i) {
      if (filling_.blocks[i].kind == BlockShown::Kind::instance_begin) ++depth;
      if (filling_.blocks[i].kind == BlockShown::Kind::instance_end && --depth == 0) return i;
    }
    return filling_.blocks.size();
  }

  void draw_blocks(Column& column, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const BlockShown& block = filling_.blocks[i];
      switch (block.kind) {
      case BlockShown::Kind::question: draw_question_card(column, block.question); break;
      case BlockShown::Kind::heading:
        column.space(1.5F);
        column.text(content(block.title), {.face = FaceRole::heading, .rich = true});
        column.space(1.5F);
        break;
      case BlockShown::Kind::instance_begin: {
        const std::size_t stop = end_of_instance(i);
        draw_instance(column, block, i + 1, stop);
        i = stop;
        break;
      }
      case BlockShown::Kind::instance_end: break;
      case BlockShown::Kind::add: draw_add(column, block); break;
      }
    }
  }

  void draw_question_card(Column& column, const QuestionShown& question) {
    const bool note = question.kind == QuestionKind::note;
    const bool wrong = question.fault != QuestionShown::Fault::none;
    CardStyle style{.padding = 22};
    if (note) style = {.fill = palette::kAccentSoft, .border = palette::kAccentSoft, .padding = 18};
    if (wrong) style.accent_bar = 5, style.accent = palette::kDanger;
    card(ui_, column, style, [&](Column& inner) { draw_question(ui_, inner, snapshot_, question, filling_, state_, out_); });
    column.space(2);
  }

  void draw_instance(Column& column, const BlockShown& block, std::size_t begin, std::size_t end) {
    card(ui_, column, {.fill = IM_COL32(0xEC, 0xF0, 0xF4, 255), .padding = 20}, [&](Column& inner) {
      const std::string number = std::to_string(block.position);
      const Text title = block.title.empty() ? ui_.tr()("repeat.entry"_key, {{.name = "number", .value = number}})
                                             : ui_.tr()("repeat.titled"_key,
                                                        {{.name = "title", .value = block.title}, {.name = "number", .value = number}});
      const Text remove = ui_.tr()("repeat.remove"_key);
      const ButtonStyle quiet{.kind = ButtonKind::quiet, .icon = Icon::trash, .compact = true};
      const float width = block.removable ? button_width(ui_, remove, quiet) + ui_.px(12) : 0;
      const float top = inner.y();
      inner.take(label(ui_, {inner.x(), top + ui_.px(4), inner.width() - width, 0}, title, {.face = FaceRole::heading}) + ui_.px(4));
      if (block.removable && button(ui_, "remove:" + block.ref, {inner.x() + inner.width() - width + ui_.px(12), top}, remove, quiet)) {
        // Nothing in it, nothing to lose.
        if (block.answered == 0)
          out_.emplace_back(RemoveRepeat{block.ref});
        else
          confirm_ = {.kind = Confirmation::Kind::remove_instance, .ref = block.ref, .title = title.str(), .count = block.answered};
      }
      inner.reach(top + ui_.px(36));
      inner.space(1.5F);
      draw_blocks(inner, begin, end);
    });
    column.space(2);
  }

  void draw_add(Column& column, const BlockShown& block) {
    const Text words =
        block.title.empty() ? ui_.tr()("repeat.add"_key) : ui_.tr()("repeat.add_titled"_key, {{.name = "title", .value = block.title}});
    ButtonRow row(ui_, column.x(), column.y(), column.width());
    if (row.add("add:" + block.ref, words, {.icon = Icon::plus})) out_.emplace_back(AddRepeat{block.ref});
    column.reach(row.bottom());
    column.space(3);
  }

  void draw_turning(Column& column) {
    ButtonRow row(ui_, column.x(), column.y(), column.width());
    const Text next = last_page() ? ui_.tr()("filling.review"_key) : ui_.tr()("filling.next"_key);
    if (filling_.page > 0 && row.add("filling.previous", ui_.tr()("filling.previous"_key), {.icon = Icon::left})) turn(-1);
    if (row.add("filling.next", next, {.kind = ButtonKind::primary, .icon = Icon::right, .icon_after = true})) turn(1);
    column.reach(row.bottom());
  }

  void turn(int by) {
    if (by > 0 && last_page())
      out_.emplace_back(ShowReview{});
    else if (by > 0)
      out_.emplace_back(GoToPage{filling_.page + 1});
    else if (filling_.page > 0)
      out_.emplace_back(GoToPage{filling_.page - 1});
  }

  void keys() {
    if (ui_.take_key(Key::page_down) || ui_.take_key(Key::enter, {.control = true})) turn(1);
    if (ui_.take_key(Key::page_up)) turn(-1);
    if (filling_.can_undo && ui_.take_key(Key::z, {.control = true})) out_.emplace_back(Undo{});
    if (filling_.can_redo && (ui_.take_key(Key::y, {.control = true}) || ui_.take_key(Key::z, {.control = true, .shift = true})))
      out_.emplace_back(Redo{});
    if (ui_.take_key(Key::s, {.control = true})) send_all_drafts(state_, out_);
    if (ui_.take_key(Key::f2)) state_.outline_open = true;
  }

  void send_idle_drafts() {
    const double now = ImGui::GetTime();
    for (auto& [ref, draft] : state_.drafts)
      if (draft.waiting && now - draft.changed_at >= kSendAfterSeconds) send_draft(ref, state_, out_);
  }

  Ui& ui_;
  const Snapshot& snapshot_;
  const FillingShown& filling_;
  FillingState& state_;
  Confirmation& confirm_;
  Commands& out_;
  Rect rest_;
};

} // namespace

void draw_filling(Ui& ui, const Snapshot& snapshot, const FillingShown& filling, FillingState& state, Confirmation& confirm,
                  Commands& out) {
  FillingFrame frame(ui, snapshot, filling, state, confirm, out);
  frame.draw();
  frame.draw_outline_over();
  if (filling.folder) draw_folder(ui, *filling.folder, out);
}

} // namespace pilotage::ui
