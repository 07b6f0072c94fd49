#include "sync/endpoint/storage/sql_actors.h"
#include "sync/endpoint/storage/sql_storage.h"
#include "sync/endpoint/storage/sql_text.h"

namespace pilotage::endpoint {

namespace {

// The columns in the order in which audit_in() reads them.
constexpr std::string_view kSelectAudits =
    "SELECT a.actor_id, a.kind, a.name, a.created_at, e.project_id, e.action, e.details, e.logged_at, e.instance_id "
    "FROM audit e LEFT JOIN actor a ON a.actor_id=e.actor_id ";
constexpr std::string_view kOfTime = "WHERE e.logged_at>=? AND e.logged_at<? AND (?='' OR (e.action>=? AND e.action<=?)) "
                                     "ORDER BY e.logged_at DESC, e.audit_id DESC LIMIT ? OFFSET ?";
constexpr std::string_view kOfSubmission =
    "WHERE e.project_id=? AND e.instance_id=? AND e.instance_id<>'' ORDER BY e.logged_at DESC, e.audit_id DESC";
constexpr std::string_view kAudits = sql_of<kSelectAudits, kOfTime>;
constexpr std::string_view kSubmissionAudits = sql_of<kSelectAudits, kOfSubmission>;

AuditEntry audit_in(const Query& row) {
  return {.actor = actor_in(row, 0),
          .project = row.integer(4),
          .action = row.text(5),
          .details = row.text(6),
          .logged_at = row.integer(7),
          .instance_id = row.text(8)};
}

} // namespace

Result<void> SqlStorage::add_audit(const AuditEntry& entry) {
  return write([&](Database& database) {
    database.change("INSERT INTO audit (project_id, actor_id, action, details, logged_at, instance_id) VALUES (?,?,?,?,?,?)", entry.project,
                    entry.actor.id, entry.action, entry.details, entry.logged_at, entry.instance_id);
  });
}

Result<std::vector<AuditEntry>> SqlStorage::audits(const AuditFilter& filter) {
  // "form." means all from "form." up to "form/", the text that follows it.
  const bool group = filter.action.ends_with('.');
  const std::string last = group ? filter.action.substr(0, filter.action.size() - 1) + '/' : filter.action;
  const std::int64_t until = filter.until == 0 ? INT64_MAX : filter.until;
  return read([&](Database& database) {
    std::vector<AuditEntry> found;
    Query row = database.query(kAudits, filter.from, until, filter.action, filter.action, last, filter.limit, filter.offset);
    while (row.next()) found.push_back(audit_in(row));
    return found;
  });
}

Result<std::vector<AuditEntry>> SqlStorage::submission_audits(ProjectId project, std::string_view instance_id) {
  return read([&](Database& database) {
    std::vector<AuditEntry> found;
    Query row = database.query(kSubmissionAudits, project, instance_id);
    while (row.next()) found.push_back(audit_in(row));
    return found;
  });
}

} // namespace pilotage::endpoint
