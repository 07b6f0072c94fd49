#include <algorithm>

#include "sync/endpoint/storage/sql_storage.h"

namespace pilotage::endpoint {

namespace {

// Records are not counted one by one, for there may be a million of them: what is read are the reviews of the form, by their index, and its
// corrections, which few responses have. One statement, so that all of it is of one moment. The rules are those of sql_reviews.cpp:
//
// chain: every correction of a first version, directly or through others, with the first version that stands for it (root).
// newest: of each such record the version that holds now, the last that came of those that nothing corrects.
constexpr std::string_view kCounts =
    "WITH RECURSIVE chain(root, instance_id, sequence, submitted_at) AS ("
    "SELECT c.deprecated_id, c.instance_id, c.sequence, c.submitted_at FROM submission c "
    "JOIN submission p ON p.project_id=c.project_id AND p.instance_id=c.deprecated_id AND p.form_id=c.form_id "
    "WHERE c.project_id=? AND c.form_id=? AND c.deprecated_id<>'' AND (p.deprecated_id='' OR NOT EXISTS (SELECT 1 FROM submission g "
    "WHERE g.project_id=p.project_id AND g.instance_id=p.deprecated_id AND g.form_id=p.form_id)) "
    "UNION ALL "
    "SELECT h.root, c.instance_id, c.sequence, c.submitted_at FROM chain h "
    "JOIN submission c ON c.project_id=? AND c.form_id=? AND c.deprecated_id=h.instance_id AND c.deprecated_id<>''), "
    "newest(root, submitted_at) AS ("
    "SELECT root, submitted_at FROM (SELECT h.root, h.submitted_at, row_number() OVER (PARTITION BY h.root ORDER BY h.sequence DESC) AS "
    "place "
    "FROM chain h WHERE NOT EXISTS (SELECT 1 FROM submission d "
    "WHERE d.project_id=? AND d.form_id=? AND d.deprecated_id=h.instance_id AND d.deprecated_id<>'')) AS ranked WHERE place=1) "
    "SELECT 'stored', '', submissions FROM form WHERE project_id=? AND form_id=? "
    "UNION ALL SELECT 'reviewed', state, count(*) FROM review WHERE project_id=? AND form_id=? GROUP BY state "
    "UNION ALL SELECT 'correction', coalesce(r.state, ''), count(*) FROM chain h "
    "LEFT JOIN review r ON r.project_id=? AND r.instance_id=h.instance_id GROUP BY coalesce(r.state, '') "
    "UNION ALL SELECT 'edited', coalesce(r.state, ''), count(*) FROM newest n "
    "LEFT JOIN review r ON r.project_id=? AND r.instance_id=n.root WHERE n.submitted_at>=coalesce(r.reviewed_at, 0) "
    "GROUP BY coalesce(r.state, '')";

// Adds up the rows of the statement.
class Tally {
public:
  void add(std::string_view what, ReviewState state, std::int64_t count) {
    if (what == "stored") received_ += count;
    if (what == "correction") received_ -= count;
    if (what == "edited") corrected(count);
    // A first version may have been reviewed before it came out that it corrects another; and what was corrected after its review is
    // edited, whatever the review said.
    reviewed(state, what == "reviewed" ? count : what == "stored" ? 0 : -count);
  }
  ReviewCounts counts() const {
    const auto number = [](std::int64_t count) { return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0)); };
    return {.received = number(received_), .has_issues = number(has_issues_), .edited = number(edited_)};
  }

private:
  void corrected(std::int64_t count) {
    edited_ += count;
    received_ -= count;
  }
  void reviewed(ReviewState state, std::int64_t count) {
    if (state == ReviewState::none) return;
    received_ -= count;
    if (state == ReviewState::has_issues) has_issues_ += count;
    if (state == ReviewState::edited) edited_ += count;
  }

  std::int64_t received_ = 0;
  std::int64_t has_issues_ = 0;
  std::int64_t edited_ = 0;
};

} // namespace

Result<ReviewCounts> SqlStorage::review_counts(ProjectId project, std::string_view form_id) {
  return read([&](Database& database) {
    Tally tally;
    Query row =
        database.query(kCounts, project, form_id, project, form_id, project, form_id, project, form_id, project, form_id, project, project);
    while (row.next()) tally.add(row.text(0), review_state_named(row.text(1)).value_or(ReviewState::none), row.integer(2));
    return tally.counts();
  });
}

} // namespace pilotage::endpoint
