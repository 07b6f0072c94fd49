#include <algorithm>

#include "client/ui/views/frame.h"
#include "client/ui/widgets/banner.h"

namespace pilotage::ui {

namespace {

constexpr std::size_t kMostFetchProblems = 3; // what lies below must stay in sight

Text sentence_of(const Locale& tr, const FetchProblemShown& problem) {
  const Text reason = tr.fetch_problem(problem.code, !problem.form.empty());
  if (problem.project.empty()) return tr("fetch.failed"_key, {{.name = "reason", .value = reason.str()}});
  if (problem.form.empty())
    return tr("fetch.project_failed"_key, {{.name = "project", .value = problem.project}, {.name = "reason", .value = reason.str()}});
  return tr(
      "fetch.form_failed"_key,
      {{.name = "form", .value = problem.form}, {.name = "project", .value = problem.project}, {.name = "reason", .value = reason.str()}});
}

} // namespace

void draw_server_problems(Ui& ui, Column& column, const SyncShown& sync) {
  for (const ServerProblemShown& problem : sync.server_problems) {
    banner(ui, column, Tone::danger,
           ui.tr()("server.unusable"_key, {{.name = "project", .value = problem.project},
                                           {.name = "reason", .value = ui.tr().server_problem(problem.code).str()}}),
           ui.tr()("responses.detail"_key, {{.name = "detail", .value = problem.detail}}));
    column.space(1.5F);
  }
}

void draw_fetch_problems(Ui& ui, Column& column, const SyncShown& sync) {
  const std::size_t shown = std::min(sync.fetch_problems.size(), kMostFetchProblems);
  for (std::size_t i = 0; i < shown; ++i) {
    const FetchProblemShown& problem = sync.fetch_problems[i];
    const Text detail = problem.detail.empty() ? Text() : ui.tr()("responses.detail"_key, {{.name = "detail", .value = problem.detail}});
    banner(ui, column, Tone::caution, sentence_of(ui.tr(), problem), detail);
    column.space(1.5F);
  }
  if (const auto more = sync.fetch_problems.size() - shown; more > 0) {
    banner(ui, column, Tone::caution, ui.tr()("fetch.more_failed"_count, static_cast<std::int64_t>(more)));
    column.space(1.5F);
  }
}

} // namespace pilotage::ui
