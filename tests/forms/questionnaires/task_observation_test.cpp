// task-observation: tasks with result, time, errors, assists and ease; observations with time and severity.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

struct Task {
  const char* result;
  const char* minutes;
  const char* seconds;
  const char* seq;
};

void answer_task(Filling& filling, const std::string& task, const Task& answers) {
  filling.answer(task + "task_title", "Find whom to consult");
  filling.answer(task + "task_result", answers.result);
  filling.answer(task + "task_minutes", answers.minutes);
  filling.answer(task + "task_seconds", answers.seconds);
  filling.answer(task + "task_errors", "1");
  filling.answer(task + "task_assists", "0");
  filling.answer(task + "task_seq", answers.seq);
  filling.answer(task + "task_comment", "« C’est long »");
}

void agree(Filling& filling) {
  filling.answer("before_you_start/consent", "yes");
  filling.answer("codes/session_code", "MLI-1");
  filling.answer("codes/participant_code", "P02");
  filling.answer("codes/material_language", "fr");
}

const std::vector<std::pair<std::string, std::string>> kWorkload = {{"mental", "70"},      {"physical", "5"}, {"temporal", "45"},
                                                                    {"performance", "20"}, {"effort", "60"},  {"frustration", "0"}};

} // namespace

TEST_CASE("task-observation is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("task-observation", language);
    agree(filling);
    filling.have_instances("task", 3);
    answer_task(filling, "task[1]/", {"unaided", "1", "30", "6"});
    answer_task(filling, "task[2]/", {"abandoned", "12", "0", "2"});
    answer_task(filling, "task[3]/", {"assisted", "0", "59", "5"});
    filling.answer("workload/tlx_asked", "yes");
    for (const auto& [scale, value] : kWorkload) filling.answer("workload/tlx_" + scale, value);
    filling.answer("observing/had_observations", "yes");
    filling.have_instances("observation", 1);
    filling.answer("observation[1]/observation_time", "2024-03-01T10:20:30.000Z");
    filling.answer("observation[1]/observation_text", "Went back to the contents three times");
    filling.answer("observation[1]/observation_place", "p. 4");
    filling.answer("observation[1]/observation_severity", "minor");
    filling.answer("summary/comment_other", "…");
    filling.expect_texts();
    filling.expect_all_answered();

    CHECK_EQ(filling.value("task[1]/task_duration"), "90");
    CHECK_EQ(filling.value("task[3]/task_duration"), "59");
    CHECK_EQ(filling.value("summary/tasks_done"), "2");
    CHECK_EQ(filling.value("summary/seq_mean"), "4.33");
    CHECK_NE(filling.label("summary/summary_note").find("4.33"), std::string::npos);
    CHECK_EQ(filling.value("workload/tlx_mean"), "33.3");
    CHECK_NE(filling.label("summary/workload_note").find("33.3"), std::string::npos);
    filling.finalize();
  }
}

TEST_CASE("the workload is the mean of all six scales or none, and stays out where it was not asked for") {
  Filling filling("task-observation", "Español (es)");
  agree(filling);
  CHECK_FALSE(filling.relevant("workload/tlx_mental"));
  filling.answer("workload/tlx_asked", "yes");
  for (const auto& [scale, value] : kWorkload) {
    CHECK_EQ(filling.value("workload/tlx_mean"), "");
    CHECK_FALSE(filling.relevant("summary/workload_note"));
    filling.refused("workload/tlx_" + scale, "101");
    filling.refused("workload/tlx_" + scale, "33");
    filling.answer("workload/tlx_" + scale, value);
  }
  CHECK_EQ(filling.value("workload/tlx_mean"), "33.3");
  filling.answer("workload/tlx_asked", "no");
  CHECK_FALSE(filling.relevant("workload/tlx_mental"));
  CHECK_EQ(filling.value("workload/tlx_mean"), "");
}

TEST_CASE("a task that was not attempted has no time and no ease") {
  Filling filling("task-observation", "English (en)");
  agree(filling);
  filling.have_instances("task", 1);
  filling.answer("task[1]/task_title", "Find Step 3");
  filling.answer("task[1]/task_result", "not_attempted");
  for (const char* question : {"task_minutes", "task_seconds", "task_errors", "task_assists", "task_seq", "task_comment"}) {
    CHECK_FALSE(filling.relevant(std::string("task[1]/") + question));
  }
  CHECK_EQ(filling.value("task[1]/task_duration"), "");
  CHECK_EQ(filling.value("summary/seq_mean"), "");
  CHECK_EQ(filling.value("summary/tasks_done"), "0");
  CHECK_EQ(filling.stops_at(), "observing/had_observations");
  filling.answer("observing/had_observations", "no");
  filling.finalize();
}

TEST_CASE("refusals, needed answers, and no consent") {
  Filling filling("task-observation", "Français (fr)");
  CHECK_EQ(filling.stops_at(), "before_you_start/consent");
  filling.answer("before_you_start/consent", "yes");
  CHECK_EQ(filling.stops_at(), "codes/session_code");
  agree(filling);
  filling.have_instances("task", 1);
  CHECK_EQ(filling.stops_at(), "task[1]/task_title");
  filling.answer("task[1]/task_result", "partial");
  filling.refused("task[1]/task_seconds", "60");
  filling.refused("task[1]/task_minutes", "241");
  filling.refused("task[1]/task_errors", "-1");
  filling.answer("before_you_start/consent", "no");
  CHECK_EQ(filling.finalize().find("MLI-1"), std::string::npos);
}
