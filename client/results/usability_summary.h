// The usability scores of a whole table of responses, found by the names that the bundled questionnaires give their items: sus_1 … sus_10,
// umux_1, umux_2, recommend. A form without them has an empty summary.
#pragma once

#include <optional>

#include "client/results/results_table.h"
#include "client/results/usability_scores.h"

namespace pilotage::results {

struct UsabilitySummary {
  std::optional<Mean> sus; // nullopt: the form has no such items
  std::optional<Mean> umux_lite;
  std::optional<Recommendation> recommendation;
};

UsabilitySummary summarise_usability(const Table& responses);

} // namespace pilotage::results
