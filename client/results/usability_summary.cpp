#include "client/results/usability_summary.h"

#include <algorithm>
#include <charconv>

namespace pilotage::results {

namespace {

// The column of that question, in whichever group it stands.
std::optional<std::size_t> column(const Table& table, const std::string& question) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i];
    if (name == question || name.ends_with("-" + question)) return i;
  }
  return std::nullopt;
}

std::optional<int> whole_number(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Mean> sus_of(const Table& table) {
  std::array<std::size_t, 10> items{};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto found = column(table, "sus_" + std::to_string(i + 1));
    if (!found) return std::nullopt;
    items[i] = *found;
  }
  std::vector<double> scores;
  for (const auto& row : table.rows) {
    std::array<std::optional<int>, 10> answers;
    std::ranges::transform(items, answers.begin(), [&](std::size_t item) { return whole_number(row[item]); });
    if (const auto score = sus_score(answers)) scores.push_back(*score);
  }
  return mean_with_interval(scores, 0, 100);
}

std::optional<Mean> umux_lite_of(const Table& table) {
  const auto capabilities = column(table, "umux_1"), ease = column(table, "umux_2");
  if (!capabilities || !ease) return std::nullopt;
  std::vector<double> scores;
  for (const auto& row : table.rows)
    if (const auto score = umux_lite_score(whole_number(row[*capabilities]), whole_number(row[*ease]))) scores.push_back(*score);
  return mean_with_interval(scores, 0, 100);
}

std::optional<Recommendation> recommendation_of(const Table& table) {
  const auto question = column(table, "recommend");
  if (!question) return std::nullopt;
  std::vector<int> answers;
  for (const auto& row : table.rows)
    if (const auto answer = whole_number(row[*question])) answers.push_back(*answer);
  return likelihood_to_recommend(answers);
}

} // namespace

UsabilitySummary summarise_usability(const Table& responses) {
  return {.sus = sus_of(responses), .umux_lite = umux_lite_of(responses), .recommendation = recommendation_of(responses)};
}

} // namespace pilotage::results
