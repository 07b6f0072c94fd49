#include "client/ui/views/frame.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"

namespace pilotage::ui {

namespace {

void draw_problem(Ui& ui, Column& column, const ProblemShown& problem, std::size_t number, Commands& out) {
  card(ui, column, {.padding = 18, .accent_bar = 5, .accent = palette::kDanger}, [&](Column& inner) {
    if (!problem.page_title.empty())
      inner.text(content(problem.page_title), {.face = FaceRole::small, .color = palette::kMuted, .rich = true});
    inner.text(content(problem.label), {.face = FaceRole::bold, .rich = true});
    const bool empty = problem.fault == QuestionShown::Fault::required;
    const Text words = !problem.message.empty() ? content(problem.message)
                       : empty                  ? ui.tr()("fault.required"_key)
                                                : ui.tr()("fault.constraint"_key);
    inner.text(words, {.color = palette::kDanger});
    inner.space(1.5F);
    ButtonRow row(ui, inner.x(), inner.y(), inner.width());
    if (row.add("review.go/" + std::to_string(number), ui.tr()("review.go"_key), {.icon = Icon::pencil, .compact = true}))
      out.emplace_back(GoToQuestion{problem.ref});
    inner.reach(row.bottom());
  });
  column.space(1.5F);
}

} // namespace

void draw_review(Ui& ui, const Snapshot& snapshot, const ReviewShown& review, Confirmation& confirm, Commands& out) {
  Rect rest;
  if (top_bar(ui, {.title = content(review.title), .back = ui.tr()("bar.back_to_form"_key), .people_title = true}, rest))
    out.emplace_back(BackToForm{});
  Scroll scroll(ui, "review.scroll", rest);
  Column column = reading_column(ui, scroll, rest);
  column.space(4);
  column.text(ui.tr()("review.title"_key), {.face = FaceRole::title});
  const std::string answered = std::to_string(review.answered);
  column.text(ui.tr()("filling.answered"_count, review.questions, {{.name = "answered", .value = answered}}), {.color = palette::kMuted});
  column.space(2.5F);
  if (review.problems.empty()) {
    banner(ui, column, Tone::good, ui.tr()("review.complete"_key));
    column.space(2);
    column.text(snapshot.preview           ? ui.tr()("review.what_happens_in_preview"_key)
                : !review.goes_to_server   ? ui.tr()("review.what_happens_here"_key)
                : !snapshot.sync.automatic ? ui.tr()("review.what_happens_by_hand"_key)
                                           : ui.tr()("review.what_happens"_key));
  } else {
    banner(ui, column, Tone::caution, ui.tr()("review.problems"_count, static_cast<std::int64_t>(review.problems.size())));
    column.space(2);
    for (std::size_t i = 0; i < review.problems.size(); ++i) draw_problem(ui, column, review.problems[i], i, out);
  }
  column.space(3);
  ButtonRow row(ui, column.x(), column.y(), column.width());
  if (review.problems.empty() &&
      row.add("review.finalize", ui.tr()("review.finalize"_key), {.kind = ButtonKind::primary, .icon = Icon::check}))
    confirm = {.kind = Confirmation::Kind::finalize, .title = review.title};
  if (row.add("review.back", ui.tr()("review.back"_key))) out.emplace_back(BackToForm{});
  column.reach(row.bottom());
  column.space(6);
  scroll.finish(column.height());
  if (ui.take_key(Key::page_up) || ui.take_key(Key::escape)) out.emplace_back(BackToForm{});
  if (review.problems.empty() && ui.take_key(Key::enter, {.control = true}))
    confirm = {.kind = Confirmation::Kind::finalize, .title = review.title};
}

} // namespace pilotage::ui
