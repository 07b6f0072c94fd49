#include "client/ui/widgets/rank_list.h"

#include <algorithm>
#include <cmath>

#include "client/ui/widgets/button.h"

namespace pilotage::ui {

namespace {

struct RankState {
  std::size_t here = 0; // the row that the keyboard is on
};

class RankFrame {
public:
  RankFrame(Ui& ui, std::string_view id, const std::vector<RankRow>& rows, const RankOptions& options)
      : ui_(ui), id_(id), rows_(rows), options_(options), state_(ui.keep<RankState>(std::string(id) + ".rank")) {}

  std::optional<std::vector<std::string>> run(Column& column) {
    if (rows_.empty()) return std::nullopt;
    state_.here = std::min(state_.here, rows_.size() - 1);
    if (!options_.ranked) {
      column.text(ui_.tr()("rank.hint"_key), {.face = FaceRole::small, .color = palette::kMuted});
      column.space(1);
    }
    draw_rows(column);
    if (!options_.ranked && options_.enabled) {
      column.space(1);
      if (button(ui_, id_ + ".keep", {column.x(), column.y()}, ui_.tr()("rank.keep"_key), {.icon = Icon::check})) order_ = values();
      column.take(button_height(ui_));
    }
    return order_;
  }

private:
  std::vector<std::string> values() const {
    std::vector<std::string> all;
    for (const RankRow& row : rows_) all.push_back(row.value);
    return all;
  }

  void move(std::size_t from, std::size_t to) {
    order_ = values();
    std::string moved = (*order_)[from];
    order_->erase(order_->begin() + static_cast<std::ptrdiff_t>(from));
    order_->insert(order_->begin() + static_cast<std::ptrdiff_t>(to), std::move(moved));
    state_.here = to;
  }

  void keyboard(const Rect& place) {
    const Touch touch =
        ui_.touch(id_, place, {.enabled = options_.enabled, .enter_clicks = false, .space_clicks = false, .takes_mouse = false});
    focused_ = touch.focused;
    ring_ = touch.ring;
    if (!focused_) return;
    const std::size_t last = rows_.size() - 1;
    if (options_.enabled && state_.here < last && ui_.take_key(Key::down, {.alt = true})) return move(state_.here, state_.here + 1);
    if (options_.enabled && state_.here > 0 && ui_.take_key(Key::up, {.alt = true})) return move(state_.here, state_.here - 1);
    const std::size_t before = state_.here;
    if (ui_.take_key(Key::down)) state_.here = std::min(state_.here + 1, last);
    if (ui_.take_key(Key::up)) state_.here -= state_.here > 0 ? 1 : 0;
    if (state_.here == before) return;
    ui_.reveal(id_ + "=" + rows_[state_.here].value);
    ring_ = true;
  }

  void draw_rows(Column& column) {
    const float buttons = ui_.px(80);
    const float mark = ui_.px(44);
    const float gap = ui_.px(6);
    std::vector<float> heights;
    float total = 0;
    for (const RankRow& row : rows_) {
      heights.push_back(std::max(ui_.px(48), label_height(ui_, row.label, column.width() - mark - buttons, {.rich = true}) + ui_.px(20)));
      total += heights.back() + gap;
    }
    keyboard({column.x(), column.y(), column.width(), total - gap});
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      draw_row(i, column.take(heights[i]), mark, buttons);
      if (i + 1 < rows_.size()) column.take(gap);
    }
  }

  void draw_row(std::size_t i, const Rect& rect, float mark, float buttons) {
    const RankRow& row = rows_[i];
    const std::string row_id = id_ + "=" + row.value;
    const Rect room{rect.x, rect.y, rect.w - buttons, rect.h};
    if (ui_.touch(row_id, room, {.enabled = options_.enabled, .takes_focus = false}).pressed) {
      ui_.focus(id_, false);
      state_.here = i;
    }
    const float radius = ui_.theme().radius();
    const ImU32 edge = options_.invalid ? palette::kDanger : options_.ranked ? palette::kAccent : palette::kBorder;
    ui_.canvas().AddRectFilled(rect.min(), rect.max(), options_.ranked ? palette::kAccentSoft : palette::kSurface, radius);
    ui_.canvas().AddRect({rect.x + 0.5F, rect.y + 0.5F}, {rect.right() - 0.5F, rect.bottom() - 0.5F}, edge, radius, 0,
                         ui_.theme().stroke());
    const Text number = content(std::to_string(i + 1));
    const LabelStyle style{.face = FaceRole::bold, .color = options_.ranked ? palette::kAccent : palette::kMuted};
    const float number_height = label_height(ui_, number, mark, style);
    draw_words(ui_, {rect.x + ui_.px(16), std::round(rect.y + (rect.h - number_height) / 2), mark, 0}, number, style);
    const float width = rect.w - mark - buttons;
    const float height = label_height(ui_, row.label, width, {.rich = true});
    const Rect words = draw_words(ui_, {rect.x + mark, std::round(rect.y + (rect.h - height) / 2), width, 0}, row.label, {.rich = true});
    ui_.note({.role = Role::link,
              .id = row_id,
              .label = row.label.str(),
              .value = std::to_string(i + 1),
              .rect = room,
              .words = words,
              .enabled = options_.enabled,
              .focused = focused_ && i == state_.here,
              .invalid = options_.invalid});
    const float side = ui_.px(36);
    const float y = rect.y + (rect.h - side) / 2;
    const Text up = ui_.tr()("rank.up"_key), down = ui_.tr()("rank.down"_key);
    if (icon_button(ui_, row_id + ".up", {rect.right() - 2 * side - ui_.px(4), y, side, side}, Icon::up, up, options_.enabled && i > 0,
                    false))
      move(i, i - 1);
    if (icon_button(ui_, row_id + ".down", {rect.right() - side - ui_.px(4), y, side, side}, Icon::down, down,
                    options_.enabled && i + 1 < rows_.size(), false))
      move(i, i + 1);
    if (focused_ && ring_ && i == state_.here) focus_ring(ui_, rect, radius);
  }

  Ui& ui_;
  std::string id_;
  const std::vector<RankRow>& rows_;
  const RankOptions& options_;
  RankState& state_;
  bool focused_ = false, ring_ = false;
  std::optional<std::vector<std::string>> order_;
};

} // namespace

std::optional<std::vector<std::string>> rank_list(Ui& ui, std::string_view id, Column& column, const std::vector<RankRow>& rows,
                                                  const RankOptions& options) {
  RankFrame frame(ui, id, rows, options);
  return frame.run(column);
}

} // namespace pilotage::ui
