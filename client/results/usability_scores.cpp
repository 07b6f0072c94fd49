#include "client/results/usability_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pilotage::results {

namespace {

bool within(std::optional<int> answer, int low, int high) { return !answer || (*answer >= low && *answer <= high); }

// The regularised incomplete beta function's continued fraction, by Lentz's method.
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away_from_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), fraction = d;
  for (int m = 1; m <= 300; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    fraction *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    fraction *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

// How much of Student's distribution lies outside of ±t.
double two_sided_tail(double t, int degrees_of_freedom) {
  return incomplete_beta(degrees_of_freedom / 2.0, 0.5, degrees_of_freedom / (degrees_of_freedom + t * t));
}

} // namespace

std::optional<double> sus_score(std::span<const std::optional<int>, 10> items) {
  bool answered = false;
  int sum = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!within(items[i], 1, 5)) return std::nullopt;
    answered = answered || items[i].has_value();
    const int answer = items[i].value_or(3);
    sum += i % 2 == 0 ? answer - 1 : 5 - answer;
  }
  if (!answered) return std::nullopt;
  return sum * 2.5;
}

std::optional<double> umux_lite_score(std::optional<int> capabilities, std::optional<int> ease) {
  if (!capabilities || !ease || !within(capabilities, 1, 7) || !within(ease, 1, 7)) return std::nullopt;
  return (*capabilities + *ease - 2) * 100.0 / 12.0;
}

double t_quantile_95(int degrees_of_freedom) {
  double low = 0, high = 13; // t(1) is 12.706, and the larger the sample, the smaller
  for (int halvings = 0; halvings < 100; ++halvings) {
    const double middle = (low + high) / 2;
    (two_sided_tail(middle, degrees_of_freedom) > 0.05 ? low : high) = middle;
  }
  return (low + high) / 2;
}

Mean mean_with_interval(std::span<const double> scores, double scale_low, double scale_high) {
  Mean result{.n = static_cast<int>(scores.size()), .mean = 0, .low = scale_low, .high = scale_high, .has_interval = false};
  if (scores.empty()) return result;
  for (const double score : scores) result.mean += score / static_cast<double>(scores.size());
  if (result.n < 2) return result;
  double squares = 0;
  for (const double score : scores) squares += (score - result.mean) * (score - result.mean);
  const double error = std::sqrt(squares / (result.n - 1) / result.n);
  const double half = t_quantile_95(result.n - 1) * error;
  result.low = std::max(scale_low, result.mean - half);
  result.high = std::min(scale_high, result.mean + half);
  result.has_interval = true;
  return result;
}

std::string_view sus_grade(double score) {
  constexpr std::array<std::pair<double, std::string_view>, 11> kGrades = {{{84.1, "A+"},
                                                                            {80.8, "A"},
                                                                            {78.9, "A\xE2\x88\x92"},
                                                                            {77.2, "B+"},
                                                                            {74.1, "B"},
                                                                            {72.6, "B\xE2\x88\x92"},
                                                                            {71.1, "C+"},
                                                                            {65.0, "C"},
                                                                            {62.7, "C\xE2\x88\x92"},
                                                                            {51.7, "D"},
                                                                            {0.0, "F"}}};
  for (const auto& [bound, grade] : kGrades)
    if (score >= bound) return grade;
  return "F";
}

Recommendation likelihood_to_recommend(std::span<const int> answers) {
  Recommendation result;
  for (const int answer : answers) {
    if (answer < 0 || answer > 10) continue;
    ++result.n;
    if (answer >= 9) ++result.promoters;
    if (answer <= 6) ++result.detractors;
  }
  if (result.n > 0) result.score = 100.0 * (result.promoters - result.detractors) / result.n;
  return result;
}

} // namespace pilotage::results
