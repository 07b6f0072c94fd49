#include "client/ui/widgets/choice_list.h"

#include <unicode/translit.h>

#include <algorithm>
#include <cmath>

#include "client/ui/widgets/button.h"
#include "client/ui/widgets/text_editor.h"

namespace pilotage::ui {

namespace {

constexpr std::size_t kFilterAbove = 12;
constexpr std::size_t kMostShown = 8; // of filtered ones

struct ListState {
  std::size_t here = 0; // the row that the keyboard is on
  bool began = false;
};

// Without accents and capitals, so that "cote" finds « Côte d'Ivoire ».
std::string folded(const std::string& words) {
  static const std::unique_ptr<icu::Transliterator> fold = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance("NFD; [:Mn:] Remove; Lower; NFC", UTRANS_FORWARD, status));
  }();
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(words);
  if (fold) fold->transliterate(text);
  std::string result;
  return text.toUTF8String(result);
}

class ChoiceListFrame {
public:
  ChoiceListFrame(Ui& ui, std::string_view id, const std::vector<ChoiceRow>& choices, const ChoiceListOptions& options)
      : ui_(ui), id_(id), choices_(choices), options_(options), state_(ui.keep<ListState>(std::string(id) + ".rows")) {}

  std::optional<std::size_t> run(Column& column) {
    filter(column);
    begin_at_taken();
    if (options_.cells)
      draw_cells(column);
    else
      draw_rows(column);
    if (hidden_ > 0) {
      column.space(0.5F);
      column.text(ui_.tr()("choices.more"_count, static_cast<std::int64_t>(hidden_)), {.face = FaceRole::small, .color = palette::kMuted});
    }
    if (shown_.empty()) column.text(ui_.tr()("choices.none"_key), {.color = palette::kMuted});
    return taken_;
  }

private:
  std::string row_id(std::size_t choice) const { return id_ + "=" + choices_[choice].value; }

  // Which choices show.
  void filter(Column& column) {
    for (std::size_t i = 0; i < choices_.size(); ++i) shown_.push_back(i);
    if (choices_.size() <= kFilterAbove || options_.cells) return;
    const Edited typed = text_editor(
        ui_, id_ + ".filter", column, "",
        {.enabled = options_.enabled, .adopt = false, .words = ui_.tr()("choices.filter"_key), .example = ui_.tr()("choices.filter"_key)});
    column.space(1);
    const std::string wanted = folded(typed.text);
    if (!wanted.empty())
      std::erase_if(shown_, [&](std::size_t i) { return folded(choices_[i].label.str()).find(wanted) == std::string::npos; });
    // What is taken stays in sight.
    if (shown_.size() <= (wanted.empty() ? kMostShown * 3 : kMostShown)) return;
    std::vector<std::size_t> kept;
    std::size_t free = kMostShown;
    for (const std::size_t i : shown_) {
      if (choices_[i].taken)
        kept.push_back(i);
      else if (free > 0) {
        kept.push_back(i);
        --free;
      } else
        ++hidden_;
    }
    shown_ = std::move(kept);
  }

  void begin_at_taken() {
    if (!state_.began) {
      for (std::size_t i = 0; i < shown_.size(); ++i)
        if (choices_[shown_[i]].taken) {
          state_.here = i;
          break;
        }
      state_.began = true;
    }
    if (!shown_.empty()) state_.here = std::min(state_.here, shown_.size() - 1);
  }

  // The keyboard moves from row to row; the focus is one for the whole list.
  void keyboard(const Rect& place) {
    const Touch touch =
        ui_.touch(id_, place, {.enabled = options_.enabled, .enter_clicks = false, .space_clicks = false, .takes_mouse = false});
    focused_ = touch.focused;
    ring_ = touch.ring;
    if (!touch.focused || shown_.empty()) return;
    const std::size_t before = state_.here;
    if (ui_.take_key(Key::down) || ui_.take_key(Key::right)) state_.here = (state_.here + 1) % shown_.size();
    if (ui_.take_key(Key::up) || ui_.take_key(Key::left)) state_.here = (state_.here + shown_.size() - 1) % shown_.size();
    if (ui_.take_key(Key::home)) state_.here = 0;
    if (ui_.take_key(Key::end)) state_.here = shown_.size() - 1;
    if (state_.here != before) {
      ui_.focus(id_);
      ui_.reveal(row_id(shown_[state_.here]));
      ring_ = true;
    }
    if (ui_.take_key(Key::space) || ui_.take_key(Key::enter)) taken_ = shown_[state_.here];
    const std::string typed = ui_.take_typed();
    if (typed.size() == 1 && typed[0] >= '1' && typed[0] <= '9' && static_cast<std::size_t>(typed[0] - '1') < shown_.size())
      state_.here = static_cast<std::size_t>(typed[0] - '1');
  }

  void mouse(std::size_t row, const Rect& rect) {
    const Touch touch = ui_.touch(row_id(shown_[row]), rect, {.enabled = options_.enabled, .takes_focus = false});
    hovered_ = touch.hovered;
    if (touch.pressed) ui_.focus(id_, false);
    if (!touch.clicked) return;
    taken_ = shown_[row];
    state_.here = row;
  }

  void draw_mark(const ChoiceRow& choice, ImVec2 center) {
    using namespace palette;
    ImDrawList& canvas = ui_.canvas();
    const float r = ui_.px(10);
    const ImU32 edge = choice.taken ? kAccent : options_.invalid ? kDanger : kBorder;
    const ImU32 fill = choice.taken ? kAccent : kSurface;
    if (options_.many) {
      const Rect box{center.x - r, center.y - r, 2 * r, 2 * r};
      canvas.AddRectFilled(box.min(), box.max(), fill, ui_.px(4));
      canvas.AddRect(box.min(), box.max(), edge, ui_.px(4), 0, ui_.px(1.5F));
      if (choice.taken) draw_icon(ui_, Icon::check, center, ui_.px(13), kOnAccent);
    } else {
      canvas.AddCircleFilled(center, r, fill, 32);
      canvas.AddCircle(center, r, edge, 32, ui_.px(1.5F));
      if (choice.taken) canvas.AddCircleFilled(center, ui_.px(4), kOnAccent, 24);
    }
  }

  void draw_frame(const ChoiceRow& choice, std::size_t row, const Rect& rect) {
    using namespace palette;
    ImDrawList& canvas = ui_.canvas();
    const float radius = ui_.theme().radius();
    const ImU32 fill = choice.taken ? kAccentSoft : hovered_ && options_.enabled ? kHover : kSurface;
    canvas.AddRectFilled(rect.min(), rect.max(), fill, radius);
    const ImU32 edge = choice.taken ? kAccent : options_.invalid ? kDanger : IM_COL32(0xC3, 0xCC, 0xD5, 255);
    canvas.AddRect({rect.x + 0.5F, rect.y + 0.5F}, {rect.right() - 0.5F, rect.bottom() - 0.5F}, edge, radius, 0,
                   choice.taken ? ui_.px(1.5F) : ui_.theme().stroke());
    if (focused_ && ring_ && row == state_.here) focus_ring(ui_, rect, radius);
  }

  void note(std::size_t row, const Rect& rect, const Rect& words) {
    const ChoiceRow& choice = choices_[shown_[row]];
    ui_.note({.role = options_.many ? Role::checkbox : Role::radio,
              .id = row_id(shown_[row]),
              .label = choice.label.str(),
              .value = choice.taken ? "on" : "",
              .rect = rect,
              .words = words,
              .enabled = options_.enabled,
              .focused = focused_ && row == state_.here,
              .invalid = options_.invalid});
  }

  void draw_rows(Column& column) {
    const float mark = ui_.px(44);
    const float pad = ui_.px(11);
    const float gap = ui_.px(8);
    std::vector<float> heights;
    float total = 0;
    for (const std::size_t i : shown_) {
      heights.push_back(std::max(ui_.px(48), label_height(ui_, choices_[i].label, column.width() - mark - pad, {.rich = true}) + 2 * pad));
      total += heights.back() + gap;
    }
    keyboard({column.x(), column.y(), column.width(), std::max(0.0F, total - gap)});
    for (std::size_t row = 0; row < shown_.size(); ++row) {
      const ChoiceRow& choice = choices_[shown_[row]];
      const Rect rect = column.take(heights[row]);
      mouse(row, rect);
      draw_frame(choice, row, rect);
      draw_mark(choice, {rect.x + ui_.px(24), rect.y + rect.h / 2});
      const float words_height = label_height(ui_, choice.label, rect.w - mark - pad, {.rich = true});
      const Rect words = draw_words(ui_, {rect.x + mark, std::round(rect.y + (rect.h - words_height) / 2), rect.w - mark - pad, 0},
                                    choice.label, {.color = options_.enabled ? palette::kInk : palette::kMuted, .rich = true});
      note(row, rect, words);
      if (row + 1 < shown_.size()) column.take(gap);
    }
  }

  // As many cells in a row as have room for their widest word.
  std::size_t cells_per_row(float width) const {
    float least = ui_.px(52);
    for (const std::size_t i : shown_) least = std::max(least, widest_word(choices_[i].label.str()) + ui_.px(18));
    const float gap = ui_.px(8);
    const auto fit = static_cast<std::size_t>(std::max(1.0F, (width + gap) / (least + gap)));
    const std::size_t rows = (shown_.size() + fit - 1) / fit;
    return rows == 0 ? 1 : (shown_.size() + rows - 1) / rows;
  }

  float widest_word(const std::string& words) const {
    float widest = 0;
    std::size_t begin = 0;
    while (begin <= words.size()) {
      const std::size_t end = std::min(words.find(' ', begin), words.size());
      widest = std::max(widest, ui_.typesetter().set(words.substr(begin, end - begin), FaceRole::small, 0).width);
      begin = end + 1;
    }
    return widest;
  }

  void draw_cells(Column& column) {
    const std::size_t per_row = cells_per_row(column.width());
    const float gap = ui_.px(8);
    const float width = std::floor((column.width() - gap * static_cast<float>(per_row - 1)) / static_cast<float>(per_row));
    const LabelStyle style{.face = FaceRole::small, .color = options_.enabled ? palette::kInk : palette::kMuted, .centered = true};
    const float pad = ui_.px(8);
    float tallest = 0;
    for (const std::size_t i : shown_) tallest = std::max(tallest, label_height(ui_, choices_[i].label, width - 2 * pad, style));
    const float height = ui_.px(42) + tallest + pad;
    const std::size_t rows = (shown_.size() + per_row - 1) / per_row;
    const Rect area = column.take(height * static_cast<float>(rows) + gap * static_cast<float>(rows - 1));
    keyboard(area);
    for (std::size_t row = 0; row < shown_.size(); ++row) {
      const ChoiceRow& choice = choices_[shown_[row]];
      const std::size_t across = row % per_row, down = row / per_row;
      const Rect rect{area.x + (width + gap) * static_cast<float>(across), area.y + (height + gap) * static_cast<float>(down), width,
                      height};
      mouse(row, rect);
      draw_frame(choice, row, rect);
      draw_mark(choice, {rect.x + rect.w / 2, rect.y + ui_.px(22)});
      const Rect words = draw_words(ui_, {rect.x + pad, rect.y + ui_.px(40), rect.w - 2 * pad, 0}, choice.label, style);
      note(row, rect, words);
    }
  }

  Ui& ui_;
  std::string id_;
  const std::vector<ChoiceRow>& choices_;
  const ChoiceListOptions& options_;
  ListState& state_;
  std::vector<std::size_t> shown_;
  std::size_t hidden_ = 0;
  bool focused_ = false, ring_ = false, hovered_ = false;
  std::optional<std::size_t> taken_;
};

} // namespace

std::optional<std::size_t> choice_list(Ui& ui, std::string_view id, Column& column, const std::vector<ChoiceRow>& choices,
                                       const ChoiceListOptions& options) {
  ChoiceListFrame frame(ui, id, choices, options);
  return frame.run(column);
}

} // namespace pilotage::ui
