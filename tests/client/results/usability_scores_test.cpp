#include "client/results/usability_scores.h"

#include <doctest/doctest.h>

#include "client/results/usability_summary.h"

using namespace pilotage::results;

namespace {

std::optional<double> sus(std::array<std::optional<int>, 10> items) { return sus_score(items); }

} // namespace

TEST_CASE("SUS: the best, the worst and the middle answer") {
  CHECK(sus({5, 1, 5, 1, 5, 1, 5, 1, 5, 1}) == 100);
  CHECK(sus({1, 5, 1, 5, 1, 5, 1, 5, 1, 5}) == 0);
  CHECK(sus({3, 3, 3, 3, 3, 3, 3, 3, 3, 3}) == 50);
  CHECK(sus({4, 2, 5, 1, 4, 2, 4, 1, 5, 2}) == 85);
}

TEST_CASE("SUS: a missing item counts as 3, none answered is no score, and a value off the scale is none either") {
  CHECK(sus({5, 1, 5, 1, 5, 1, 5, 1, 5, {}}) == 95);
  CHECK_FALSE(sus({}).has_value());
  CHECK_FALSE(sus({6, 1, 5, 1, 5, 1, 5, 1, 5, 1}).has_value());
}

TEST_CASE("UMUX-Lite runs from 0 to 100 and needs both items") {
  CHECK(umux_lite_score(7, 7) == 100);
  CHECK(umux_lite_score(1, 1) == 0);
  CHECK(umux_lite_score(4, 4) == 50);
  CHECK_FALSE(umux_lite_score(4, {}).has_value());
  CHECK_FALSE(umux_lite_score(8, 4).has_value());
}

TEST_CASE("Student's t agrees with the printed tables") {
  CHECK(t_quantile_95(1) == doctest::Approx(12.7062).epsilon(1e-5));
  CHECK(t_quantile_95(2) == doctest::Approx(4.30265).epsilon(1e-5));
  CHECK(t_quantile_95(9) == doctest::Approx(2.26216).epsilon(1e-5));
  CHECK(t_quantile_95(30) == doctest::Approx(2.04227).epsilon(1e-5));
  CHECK(t_quantile_95(1000) == doctest::Approx(1.96234).epsilon(1e-5));
}

TEST_CASE("a mean comes with its interval, and one response gives none") {
  const std::array<double, 5> scores = {70, 75, 80, 85, 90};
  const Mean mean = mean_with_interval(scores, 0, 100);
  CHECK(mean.n == 5);
  CHECK(mean.mean == doctest::Approx(80));
  CHECK(mean.low == doctest::Approx(80 - 9.8162).epsilon(1e-4));
  CHECK(mean.high == doctest::Approx(80 + 9.8162).epsilon(1e-4));
  const std::array<double, 1> one = {80};
  CHECK_FALSE(mean_with_interval(one, 0, 100).has_interval);
  const std::array<double, 2> apart = {0, 100};
  CHECK(mean_with_interval(apart, 0, 100).low == 0);
  CHECK(mean_with_interval(apart, 0, 100).high == 100);
}

TEST_CASE("grades go by the lower bound") {
  CHECK(sus_grade(84.1) == "A+");
  CHECK(sus_grade(84.09) == "A");
  CHECK(sus_grade(78.85) == "B+");
  CHECK(sus_grade(68) == "C");
  CHECK(sus_grade(51.69) == "F");
  CHECK(sus_grade(0) == "F");
}

TEST_CASE("likelihood to recommend: 9 and 10 for, 0 to 6 against") {
  const std::array answers = {10, 9, 8, 7, 6, 0, 11};
  const Recommendation result = likelihood_to_recommend(answers);
  CHECK(result.n == 6);
  CHECK(result.promoters == 2);
  CHECK(result.detractors == 2);
  CHECK(result.score == 0);
}

TEST_CASE("a table's items are found in whichever group they stand") {
  Table table{.name = "t", .columns = {"KEY"}, .rows = {{"uuid:1"}, {"uuid:2"}}};
  for (int i = 1; i <= 10; ++i) {
    table.columns.push_back("sus-sus_" + std::to_string(i));
    table.rows[0].push_back(i % 2 == 1 ? "5" : "1");
    table.rows[1].push_back("");
  }
  const UsabilitySummary summary = summarise_usability(table);
  REQUIRE(summary.sus.has_value());
  CHECK(summary.sus->n == 1);
  CHECK(summary.sus->mean == 100);
  CHECK_FALSE(summary.umux_lite.has_value());
  CHECK_FALSE(summary.recommendation.has_value());
}
