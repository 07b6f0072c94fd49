// Scores of the usability instruments over many responses: SUS (Brooke 1986), UMUX-Lite and likelihood to recommend. A mean always comes
// with its 95 % confidence interval by Student's t, because pilots have few participants. Pure functions.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pilotage::results {

// Ten answers 1 … 5; a missing item (nullopt) counts as 3. nullopt: no item was answered, or one is outside of the scale.
std::optional<double> sus_score(std::span<const std::optional<int>, 10> items);
// Two answers 1 … 7; both are needed.
std::optional<double> umux_lite_score(std::optional<int> capabilities, std::optional<int> ease);

// Student's t for a two-sided interval of 95 %.
double t_quantile_95(int degrees_of_freedom);

struct Mean {
  int n = 0;
  double mean = 0;
  double low = 0, high = 0; // the interval; equal to the mean's limits of the scale where n < 2 gives none
  bool has_interval = false;
};
// Clipped to the scale that the scores have.
Mean mean_with_interval(std::span<const double> scores, double scale_low, double scale_high);

// "A+" … "F" (Sauro & Lewis), by the lower bound of each grade.
std::string_view sus_grade(double score);

struct Recommendation {
  int n = 0;
  int promoters = 0;  // 9 and 10
  int detractors = 0; // 0 … 6
  double score = 0;   // −100 … 100
};
Recommendation likelihood_to_recommend(std::span<const int> answers);

} // namespace pilotage::results
