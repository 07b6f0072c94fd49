// Corrections name what they correct (deprecatedID), and what they name may come later: without care a chain of them could close in a
// circle, or fork. Functions on one connection, inside the transaction that stores the correction; they throw DatabaseFailure.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sync/endpoint/storage/database.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

// What a response that is accepted and not yet in the database corrects; "" where nothing. No value: it is not one of those.
using PendingCorrection = std::function<std::optional<std::string>(const std::string& instance_id)>;

// Would this submission correct itself, directly or through others, once it is stored?
bool closes_circle(Database& database, const NewSubmission& submission, const PendingCorrection& pending = {});

// Is this a new correction of a response that another one has corrected? Of two corrections of one version the second would hide what
// the first has changed.
bool is_superseded(Database& database, const NewSubmission& submission);

// What its sender is told where nothing of it is stored.
inline StoredSubmission refused_as(Stored outcome) {
  return {.outcome = outcome, .sequence = 0, .submitted_at = 0, .files = {}, .conflicting_files = {}};
}

} // namespace pilotage::endpoint
