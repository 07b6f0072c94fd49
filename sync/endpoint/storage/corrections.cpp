#include "sync/endpoint/storage/corrections.h"

#include <set>
#include <vector>

namespace pilotage::endpoint {

namespace {

// All that a stored response corrects, what that corrects, and so on. UNION leaves out what it has: it ends on any data.
constexpr std::string_view kCorrected =
    "WITH RECURSIVE corrected(instance_id) AS (SELECT deprecated_id FROM submission WHERE project_id=? AND instance_id=? "
    "UNION SELECT s.deprecated_id FROM corrected c JOIN submission s ON s.project_id=? AND s.instance_id=c.instance_id) "
    "SELECT instance_id FROM corrected WHERE instance_id<>''";

constexpr std::string_view kSuperseded = "SELECT EXISTS (SELECT 1 FROM submission WHERE project_id=? AND deprecated_id=? AND "
                                         "deprecated_id<>'' AND form_id=? AND instance_id<>?) "
                                         "AND NOT EXISTS (SELECT 1 FROM submission WHERE project_id=? AND instance_id=?)";

std::vector<std::string> all_corrected_by(Database& database, ProjectId project, const std::string& instance_id) {
  std::vector<std::string> corrected = {instance_id};
  Query row = database.query(kCorrected, project, instance_id, project);
  while (row.next()) corrected.push_back(row.text(0));
  return corrected;
}

} // namespace

bool closes_circle(Database& database, const NewSubmission& submission, const PendingCorrection& pending) {
  std::set<std::string> seen;
  for (std::string at = submission.deprecated_id; !at.empty() && seen.insert(at).second;) {
    std::string next;
    for (const std::string& corrected : all_corrected_by(database, submission.project, at)) {
      if (corrected == submission.instance_id) return true;
      if (const auto further = pending ? pending(corrected) : std::nullopt) next = *further; // the chain's end: it is not stored
    }
    at = std::move(next);
  }
  return false;
}

bool is_superseded(Database& database, const NewSubmission& submission) {
  if (submission.deprecated_id.empty()) return false;
  Query row = database.query(kSuperseded, submission.project, submission.deprecated_id, submission.form_id, submission.instance_id,
                             submission.project, submission.instance_id);
  return row.next() && row.integer(0) != 0;
}

} // namespace pilotage::endpoint
