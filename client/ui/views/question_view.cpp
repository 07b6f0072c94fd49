#include <algorithm>
#include <charconv>
#include <cmath>

#include "client/ui/typed_values.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/choice_list.h"
#include "client/ui/widgets/date_field.h"
#include "client/ui/widgets/rank_list.h"
#include "client/ui/widgets/slider.h"
#include "client/ui/widgets/text_editor.h"
#include "client/ui/widgets/time_field.h"

namespace pilotage::ui {

namespace {

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin < list.size()) {
    const std::size_t end = std::min(list.find(' ', begin), list.size());
    if (end > begin) words.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

// One question in one frame.
class QuestionFrame {
public:
  QuestionFrame(Ui& ui, Column& column, const Snapshot& snapshot, const QuestionShown& question, const FillingShown& filling,
                FillingState& state, Commands& out)
      : ui_(ui), column_(column), snapshot_(snapshot), question_(question), filling_(filling), state_(state), out_(out) {
    settle_draft();
  }

  void draw() {
    draw_words_above();
    switch (question_.kind) {
    case QuestionKind::note: break;
    case QuestionKind::text: draw_text(false, false); break;
    case QuestionKind::long_text: draw_text(true, false); break;
    case QuestionKind::integer:
    case QuestionKind::decimal: draw_text(false, true); break;
    case QuestionKind::date: draw_date(); break;
    case QuestionKind::time: draw_time(); break;
    case QuestionKind::date_time: draw_date_time(); break;
    case QuestionKind::place:
    case QuestionKind::trace:
    case QuestionKind::area: draw_places(); break;
    case QuestionKind::rank: draw_rank(); break;
    case QuestionKind::file: draw_file(); break;
    case QuestionKind::select_one: draw_choices(false); break;
    case QuestionKind::select_many: draw_choices(true); break;
    case QuestionKind::range: draw_range(); break;
    case QuestionKind::trigger: draw_trigger(); break;
    case QuestionKind::unsupported: banner(ui_, column_, Tone::caution, ui_.tr()("question.unsupported"_key)); break;
    }
    draw_fault();
  }

private:
  const std::string& ref() const { return question_.ref; }
  bool enabled() const { return !question_.readonly; }
  bool invalid() const { return question_.fault != QuestionShown::Fault::none || unreadable_; }
  Text name() const { return content(question_.label); }

  // What was typed stays in the field until the snapshot that holds it is there.
  void settle_draft() {
    const auto found = state_.drafts.find(ref());
    if (found == state_.drafts.end()) return;
    if (!found->second.waiting && found->second.serial <= filling_.applied)
      state_.drafts.erase(found);
    else
      pending_ = &found->second;
  }

  std::string value() const {
    return pending_ != nullptr ? pending_->value : question_.refused.empty() ? question_.value : question_.refused;
  }

  void answer_now(std::string value) {
    Draft& draft = state_.drafts[ref()];
    draft = {.value = std::move(value), .changed_at = ImGui::GetTime(), .waiting = true};
    send_draft(ref(), state_, out_);
    ui_.redraw();
  }

  void answer_soon(std::string value) {
    state_.drafts[ref()] = {.value = std::move(value), .changed_at = ImGui::GetTime(), .waiting = true};
    ui_.redraw();
  }

  void draw_words_above() {
    const float top = column_.y();
    const bool note = question_.kind == QuestionKind::note;
    std::string words = question_.label;
    if (question_.required && !note) words += " *";
    const float saved = ui_.px(28);
    if (!words.empty()) {
      const LabelStyle style{.face = note ? FaceRole::body : FaceRole::bold, .rich = true};
      column_.take(label(ui_, {column_.x(), top, column_.width() - (note ? 0 : saved), 0}, content(words), style));
    }
    if (!question_.hint.empty()) column_.text(content(question_.hint), {.face = FaceRole::small, .color = palette::kMuted, .rich = true});
    draw_guidance();
    if (note && !question_.value.empty()) column_.text(content(question_.value), {.face = FaceRole::bold});
    if (!note) {
      draw_saved(top);
      column_.space(1.75F);
    }
  }

  // The longer hint, on demand.
  void draw_guidance() {
    if (question_.guidance.empty()) return;
    bool& open = ui_.keep<bool>(ref() + ".guidance");
    const ButtonStyle style{.kind = ButtonKind::quiet, .icon = open ? Icon::up : Icon::down, .compact = true};
    const Text words = open ? ui_.tr()("question.less"_key) : ui_.tr()("question.more"_key);
    const ImVec2 at{column_.x() - ui_.px(12), column_.y()};
    if (button(ui_, ref() + ".more", at, words, style)) open = !open;
    column_.take(button_height(ui_, style));
    if (open) column_.text(content(question_.guidance), {.face = FaceRole::small, .color = palette::kMuted, .rich = true});
  }

  // The tick that says that this answer is on the disk.
  void draw_saved(float top) {
    if (pending_ != nullptr || question_.value.empty() || !question_.refused.empty() || filling_.unsaved) return;
    const float size = ui_.px(20);
    const Rect place{column_.x() + column_.width() - size, top + ui_.px(3), size, size};
    draw_icon(ui_, Icon::check, {place.x + size / 2, place.y + size / 2}, ui_.px(14), palette::kGood);
    ui_.note({.role = Role::progress,
              .id = "saved:" + ref(),
              .label = ui_.tr()("filling.answer_saved"_key).str(),
              .value = question_.value,
              .rect = place});
  }

  void draw_text(bool many_lines, bool numeric) {
    const bool decimal = question_.kind == QuestionKind::decimal;
    std::string shown = value();
    if (decimal) std::ranges::replace(shown, '.', ui_.tr().decimal_point());
    Column field = numeric ? Column(ui_, column_.x(), column_.y(), std::min(column_.width(), ui_.px(240))) : column_;
    const Edited edited = text_editor(ui_, ref(), field, shown,
                                      {.many_lines = many_lines,
                                       .enabled = enabled(),
                                       .invalid = invalid(),
                                       .numeric = numeric,
                                       .adopt = pending_ == nullptr,
                                       .words = name()});
    column_.reach(field.y());
    if (edited.changed) {
      std::string typed = edited.text;
      if (decimal) std::ranges::replace(typed, ',', '.');
      answer_soon(std::move(typed));
    }
    if (edited.finished) send_draft(ref(), state_, out_);
  }

  void draw_date() {
    const DateTyped typed =
        date_field(ui_, ref(), column_, value(),
                   {.enabled = enabled(), .invalid = invalid(), .adopt = pending_ == nullptr, .words = name(), .today = snapshot_.today});
    unreadable_ = typed.unreadable && !typed.focused;
    if (typed.date && *typed.date != value()) answer_now(*typed.date);
  }

  void draw_time() {
    const TimeTyped typed =
        time_field(ui_, ref(), column_, value(),
                   {.enabled = enabled(), .invalid = invalid(), .adopt = pending_ == nullptr && !ui_.has_focus(ref()), .words = name()});
    unreadable_ = typed.unreadable && !typed.focused;
    if (typed.time) answer_now(*typed.time);
  }

  // A day and a time of day: the answer is given once both are there, and taken back once both are empty.
  void draw_date_time() {
    const std::string now = value();
    struct Halves {
      std::string of, day, time;
    };
    auto& halves = ui_.keep<Halves>(ref() + ".halves");
    if (halves.of != now) halves = {now, now.substr(0, std::min<std::size_t>(10, now.size())), now.size() > 11 ? now.substr(11) : ""};
    const bool adopt = pending_ == nullptr;
    const DateTyped day =
        date_field(ui_, ref() + ".day", column_, halves.day,
                   {.enabled = enabled(), .invalid = invalid(), .adopt = adopt, .words = name(), .today = snapshot_.today});
    column_.space(1);
    const bool typing = ui_.has_focus(ref() + ".time");
    const TimeTyped time = time_field(ui_, ref() + ".time", column_, halves.time,
                                      {.enabled = enabled(), .invalid = invalid(), .adopt = adopt && !typing, .words = name()});
    const bool focused = day.focused || time.focused;
    if (day.date) halves.day = *day.date;
    if (time.time) halves.time = *time.time;
    unreadable_ = !focused && (day.unreadable || time.unreadable || halves.day.empty() != halves.time.empty());
    if (!day.date && !time.time) return;
    if (halves.day.empty() != halves.time.empty()) return;
    halves.of = halves.day.empty() ? "" : halves.day + "T" + halves.time;
    if (halves.of != now) answer_now(halves.of);
  }

  void draw_places() {
    const bool many = question_.kind != QuestionKind::place;
    const Edited edited = text_editor(ui_, ref(), column_, places_shown(value()),
                                      {.many_lines = many,
                                       .enabled = enabled(),
                                       .invalid = invalid(),
                                       .adopt = pending_ == nullptr && !ui_.has_focus(ref()),
                                       .words = name(),
                                       .example = many ? ui_.tr()("places.example"_key) : ui_.tr()("place.example"_key)});
    const auto read = many ? places_typed(edited.text, question_.kind == QuestionKind::area) : place_typed(edited.text);
    unreadable_ = !read && !edited.focused;
    if (edited.changed && read && places_shown(*read) != places_shown(value())) answer_soon(*read);
    if (edited.finished) send_draft(ref(), state_, out_);
  }

  // The order so far; what the list gained since comes last.
  void draw_rank() {
    const std::vector<std::string> order = words_of(value());
    std::vector<RankRow> rows;
    const auto add = [&](const ChoiceShown& choice) { rows.push_back({choice.value, content(choice.label)}); };
    for (const std::string& word : order)
      for (const ChoiceShown& choice : question_.choices)
        if (choice.value == word) add(choice);
    for (const ChoiceShown& choice : question_.choices)
      if (std::ranges::find(order, choice.value) == order.end()) add(choice);
    const auto ranked = rank_list(ui_, ref(), column_, rows, {.ranked = !order.empty(), .enabled = enabled(), .invalid = invalid()});
    if (!ranked) return clear_by_key();
    std::string list;
    for (const std::string& word : *ranked) list += (list.empty() ? "" : " ") + word;
    answer_now(std::move(list));
  }

  void draw_file() {
    if (!value().empty()) {
      const std::string size = ui_.tr().bytes(question_.file_bytes).str();
      column_.text(content(value()), {.face = FaceRole::bold});
      column_.text(ui_.tr()("file.stored"_key, {{.name = "size", .value = size}}), {.face = FaceRole::small, .color = palette::kMuted});
      column_.space(1);
    }
    const Text choose = value().empty() ? ui_.tr()("file.choose"_key) : ui_.tr()("file.replace"_key);
    ButtonRow row(ui_, column_.x(), column_.y(), column_.width());
    if (row.add(ref(), choose, {.icon = Icon::plus, .enabled = enabled()})) out_.emplace_back(BrowseFolder{ref(), ""});
    if (!value().empty() && row.add(ref() + ".remove", ui_.tr()("file.remove"_key), {.icon = Icon::trash, .enabled = enabled()}))
      answer_now("");
    column_.reach(row.bottom());
  }

  void draw_choices(bool many) {
    const std::vector<std::string> taken = words_of(value());
    std::vector<ChoiceRow> rows;
    for (const ChoiceShown& choice : question_.choices)
      rows.push_back({choice.value, content(choice.label),
                      pending_ != nullptr ? std::ranges::find(taken, choice.value) != taken.end() : choice.taken});
    const auto chosen =
        choice_list(ui_, ref(), column_, rows, {.many = many, .cells = question_.cells, .enabled = enabled(), .invalid = invalid()});
    if (!chosen) return clear_by_key();
    if (!many) return answer_now(rows[*chosen].value);
    std::string list;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].taken != (i == *chosen)) list += (list.empty() ? "" : " ") + rows[i].value;
    answer_now(std::move(list));
  }

  // A choice of one is let go with Delete: the circle alone offers no way back to "no answer".
  void clear_by_key() {
    if (ui_.has_focus(ref()) && enabled() && !value().empty() && (ui_.take_key(Key::erase) || ui_.take_key(Key::backspace))) answer_now("");
  }

  void draw_range() {
    const SliderRange range{question_.range_start, question_.range_end, question_.range_step};
    const double steps = range.step == 0 ? 100 : std::abs((range.end - range.start) / range.step);
    if (steps <= 10.5) return draw_range_as_cells(range, static_cast<int>(std::lround(steps)));
    std::optional<double> now;
    const std::string text = value();
    double number = 0;
    if (!text.empty() && std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{}) now = number;
    if (const auto set = slider(ui_, ref(), column_, range, now, enabled(), name())) answer_soon(slider_number(range, *set));
    clear_by_key();
  }

  void draw_range_as_cells(const SliderRange& range, int steps) {
    std::vector<ChoiceRow> cells;
    for (int i = 0; i <= steps; ++i) {
      const std::string number = slider_number(range, range.start + (range.end - range.start) * i / std::max(1, steps));
      cells.push_back({number, content(number), number == value()});
    }
    if (const auto chosen = choice_list(ui_, ref(), column_, cells, {.cells = true, .enabled = enabled(), .invalid = invalid()}))
      answer_now(cells[*chosen].value);
    else
      clear_by_key();
  }

  void draw_trigger() {
    const bool done = !value().empty();
    const std::vector<ChoiceRow> one = {{"OK", ui_.tr()("question.acknowledge"_key), done}};
    if (choice_list(ui_, ref(), column_, one, {.many = true, .enabled = enabled(), .invalid = invalid()})) answer_now(done ? "" : "OK");
  }

  Text unreadable_words() const {
    const Locale& tr = ui_.tr();
    switch (question_.kind) {
    case QuestionKind::time: return tr("fault.time"_key);
    case QuestionKind::date_time: return tr("fault.date_time"_key);
    case QuestionKind::place: return tr("fault.place"_key);
    case QuestionKind::trace: return tr("fault.trace"_key);
    case QuestionKind::area: return tr("fault.area"_key);
    case QuestionKind::date: return tr("fault.date"_key);
    default: return tr("fault.constraint"_key);
    }
  }

  Text fault_words() const {
    const Locale& tr = ui_.tr();
    if (unreadable_) return unreadable_words();
    if (!question_.message.empty()) return content(question_.message);
    switch (question_.fault) {
    case QuestionShown::Fault::none: return {};
    case QuestionShown::Fault::required: return tr("fault.required"_key);
    case QuestionShown::Fault::constraint: return tr("fault.constraint"_key);
    case QuestionShown::Fault::type: break;
    }
    if (question_.kind == QuestionKind::integer) return tr("fault.integer"_key);
    if (question_.kind == QuestionKind::decimal) return tr("fault.decimal"_key);
    return unreadable_words();
  }

  void draw_fault() {
    if (!invalid()) return;
    column_.space(1);
    const float line = ui_.typesetter().fonts().face(FaceRole::body).line_height;
    draw_icon(ui_, Icon::warning, {column_.x() + ui_.px(9), column_.y() + line / 2}, ui_.px(17), palette::kDanger);
    Column beside = column_.indented(ui_.px(28));
    beside.text(fault_words(), {.color = palette::kDanger});
    column_.reach(beside.y());
  }

  Ui& ui_;
  Column& column_;
  const Snapshot& snapshot_;
  const QuestionShown& question_;
  const FillingShown& filling_;
  FillingState& state_;
  Commands& out_;
  const Draft* pending_ = nullptr;
  bool unreadable_ = false;
};

} // namespace

void send_draft(const std::string& ref, FillingState& state, Commands& out) {
  const auto found = state.drafts.find(ref);
  if (found == state.drafts.end() || !found->second.waiting) return;
  found->second.waiting = false;
  found->second.serial = state.next_serial++;
  out.emplace_back(GiveAnswer{ref, found->second.value, found->second.serial});
}

void send_all_drafts(FillingState& state, Commands& out) {
  for (auto& [ref, draft] : state.drafts) send_draft(ref, state, out);
}

void draw_question(Ui& ui, Column& column, const Snapshot& snapshot, const QuestionShown& question, const FillingShown& filling,
                   FillingState& state, Commands& out) {
  QuestionFrame frame(ui, column, snapshot, question, filling, state, out);
  frame.draw();
}

} // namespace pilotage::ui
