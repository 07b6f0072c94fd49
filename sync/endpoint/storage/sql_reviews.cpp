#include <algorithm>
#include <set>

#include "sync/endpoint/storage/sql_actors.h"
#include "sync/endpoint/storage/sql_storage.h"
#include "sync/endpoint/storage/sql_submissions.h"
#include "sync/endpoint/storage/sql_text.h"

namespace pilotage::endpoint {

namespace {

// The columns of one version, in the order in which version_in() reads them.
constexpr std::string_view kVersion =
    "SELECT s.sequence, s.instance_id, s.form_version, s.device_id, s.submitted_at, s.files, a.actor_id, a.kind, a.name, a.created_at, "
    "CASE WHEN ?=1 THEN s.xml END, "
    "CASE WHEN s.files>0 THEN (SELECT count(*) FROM submission_file f WHERE f.project_id=s.project_id AND f.instance_id=s.instance_id "
    "AND f.sha256<>'') ELSE 0 END";
constexpr std::string_view kSenders = " FROM submission s LEFT JOIN actor a ON a.uuid=s.token_id ";
// What stands beside a first version: its review, and whether anything corrects it.
constexpr std::string_view kBeside =
    ", r.state, r.reviewed_at, "
    "EXISTS (SELECT 1 FROM submission c WHERE c.project_id=s.project_id AND c.deprecated_id=s.instance_id AND c.deprecated_id<>'' "
    "AND c.form_id=s.form_id)";
constexpr std::string_view kReviews = "LEFT JOIN review r ON r.project_id=s.project_id AND r.instance_id=s.instance_id ";
// A first version: one that corrects nothing, or nothing that is here.
constexpr std::string_view kFirst = " AND (s.deprecated_id='' OR NOT EXISTS (SELECT 1 FROM submission p "
                                    "WHERE p.project_id=s.project_id AND p.instance_id=s.deprecated_id AND p.form_id=s.form_id))";
constexpr std::string_view kBetween = "WHERE s.project_id=? AND s.form_id=? AND s.sequence<? AND s.sequence>=?";
constexpr std::string_view kNewestFirst = " ORDER BY s.sequence DESC";
constexpr std::string_view kOfInstance = "WHERE s.project_id=? AND s.form_id=? AND s.instance_id=?";
constexpr std::string_view kCorrecting =
    "WHERE s.project_id=? AND s.deprecated_id=? AND s.deprecated_id<>'' AND s.form_id=? ORDER BY s.sequence";

constexpr std::string_view kRecords = sql_of<kVersion, kBeside, kSenders, kReviews, kBetween, kFirst, kNewestFirst>;
constexpr std::string_view kRecord = sql_of<kVersion, kBeside, kSenders, kReviews, kOfInstance, kFirst>;
constexpr std::string_view kCorrections = sql_of<kVersion, kSenders, kCorrecting>;
constexpr std::string_view kSizes =
    "SELECT sequence, length(xml) FROM submission WHERE project_id=? AND form_id=? AND sequence<? ORDER BY sequence DESC LIMIT ?";

SubmissionVersion version_in(const Query& row) {
  return {.sequence = row.integer(0),
          .instance_id = row.text(1),
          .form_version = row.text(2),
          .device_id = row.text(3),
          .submitter = actor_in(row, 6),
          .submitted_at = row.integer(4),
          .files = row.integer(5),
          .files_present = row.integer(11),
          .xml = row.text(10)};
}

struct Form {
  ProjectId project;
  std::string_view id;
  bool with_xml;
};

struct Chain {
  std::vector<SubmissionVersion> versions; // the first, its corrections, theirs
  std::size_t current = 0;                 // the last that came of those that nothing corrects
};

// What a correction has of the files of what it corrects is there as well.
void count_taken_over(Database& database, ProjectId project, SubmissionVersion& version) {
  if (version.files_present == version.files) return;
  const auto files = files_of(database, project, version.instance_id);
  version.files_present = std::ranges::count_if(files, [](const SubmissionFile& file) { return !file.sha256.empty(); });
}

Chain chain_from(Database& database, const Form& form, SubmissionVersion first) {
  Chain chain;
  std::set<std::string> seen = {first.instance_id};
  chain.versions.push_back(std::move(first));
  for (std::size_t i = 0; i < chain.versions.size(); ++i) {
    bool corrected = false;
    const std::string corrects = chain.versions[i].instance_id;
    Query row = database.query(kCorrections, form.with_xml, form.project, corrects, form.id);
    while (row.next()) {
      SubmissionVersion version = version_in(row);
      if (!seen.insert(version.instance_id).second) continue;
      corrected = true;
      chain.versions.push_back(std::move(version));
    }
    const bool later = chain.current == 0 || chain.versions[i].sequence > chain.versions[chain.current].sequence;
    if (!corrected && later) chain.current = i;
  }
  for (SubmissionVersion& version : chain.versions) count_taken_over(database, form.project, version);
  return chain;
}

struct Found {
  SubmissionRecord record;
  bool corrected = false;
};

Found found_in(const Query& row) {
  Found found{.record = {.first = version_in(row), .current = {}, .edits = 0, .review = ReviewState::none, .reviewed_at = {}},
              .corrected = row.integer(14) != 0};
  found.record.review = review_state_named(row.text(12)).value_or(ReviewState::none);
  if (!row.is_null(13)) found.record.reviewed_at = row.integer(13);
  return found;
}

SubmissionRecord completed(Database& database, const Form& form, Found found) {
  SubmissionRecord record = std::move(found.record);
  record.current = record.first;
  if (!found.corrected) return record;
  Chain chain = chain_from(database, form, record.first);
  record.edits = static_cast<std::int64_t>(chain.versions.size()) - 1;
  record.current = std::move(chain.versions[chain.current]);
  if (record.edits > 0 && record.current.submitted_at >= record.reviewed_at.value_or(0)) record.review = ReviewState::edited;
  return record;
}

std::optional<SubmissionRecord> record_in(Database& database, const Form& form, std::string_view instance_id) {
  Query row = database.query(kRecord, form.with_xml, form.project, form.id, instance_id);
  if (!row.next()) return std::nullopt;
  return completed(database, form, found_in(row));
}

std::unexpected<Error> no_submission() { return fail(ErrorCode::not_found, "There is no such submission."); }

} // namespace

Result<SubmissionPage> SqlStorage::submission_records(ProjectId project, std::string_view form_id, std::int64_t before, std::int64_t rows,
                                                      std::int64_t xml_bytes) {
  const std::int64_t end = before == 0 ? INT64_MAX : before;
  return read([&](Database& database) {
    const Form form{.project = project, .id = form_id, .with_xml = xml_bytes > 0};
    SubmissionPage page;
    std::int64_t begin = 0; // the sequence number of the last submission that the page covers
    {
      Query sizes = database.query(kSizes, project, form_id, end, rows);
      std::int64_t seen = 0;
      std::int64_t bytes = 0;
      bool more = sizes.next();
      for (; more && (bytes == 0 || !form.with_xml || bytes < xml_bytes); more = sizes.next(), ++seen) {
        begin = sizes.integer(0);
        bytes += sizes.integer(1);
      }
      page.before = more || seen == rows ? begin : 0;
    }
    std::vector<Found> found;
    {
      Query row = database.query(kRecords, form.with_xml, project, form_id, end, begin);
      while (row.next()) found.push_back(found_in(row));
    }
    page.records.reserve(found.size());
    for (Found& one : found) page.records.push_back(completed(database, form, std::move(one)));
    return page;
  });
}

Result<SubmissionRecord> SqlStorage::submission_record(ProjectId project, std::string_view form_id, std::string_view instance_id) {
  auto found =
      read([&](Database& database) { return record_in(database, {.project = project, .id = form_id, .with_xml = true}, instance_id); });
  if (!found) return std::unexpected(found.error());
  if (!*found) return no_submission();
  return std::move(**found);
}

Result<std::string> SqlStorage::first_version(ProjectId project, std::string_view instance_id) {
  return read([&](Database& database) {
    std::string first(instance_id);
    std::set<std::string> seen; // a damaged store may hold a circle
    for (std::string next = first; !next.empty() && seen.insert(next).second; next = corrected_by(database, project, first)) first = next;
    return first;
  });
}

Result<std::vector<SubmissionVersion>> SqlStorage::submission_versions(ProjectId project, std::string_view form_id,
                                                                       std::string_view instance_id) {
  auto found = read([&](Database& database) -> std::vector<SubmissionVersion> {
    const Form form{.project = project, .id = form_id, .with_xml = true};
    auto record = record_in(database, form, instance_id);
    if (!record) return {};
    return chain_from(database, form, std::move(record->first)).versions;
  });
  if (found && found->empty()) return no_submission();
  return found;
}

Result<std::vector<Actor>> SqlStorage::submitters(ProjectId project, std::string_view form_id) {
  return read([&](Database& database) {
    std::vector<Actor> all;
    Query row = database.query("SELECT actor_id, kind, name, created_at FROM actor "
                               "WHERE uuid IN (SELECT token_id FROM submission WHERE project_id=? AND form_id=?) ORDER BY name, actor_id",
                               project, form_id);
    while (row.next()) all.push_back(actor_in(row, 0));
    return all;
  });
}

Result<void> SqlStorage::set_review(ProjectId project, std::string_view instance_id, ReviewState state) {
  const std::int64_t now = milliseconds_now();
  return write([&](Database& database) {
    database.change("INSERT INTO review (project_id, instance_id, state, reviewed_at, form_id) VALUES (?,?,?,?, "
                    "coalesce((SELECT form_id FROM submission WHERE project_id=? AND instance_id=?), '')) "
                    "ON CONFLICT (project_id, instance_id) DO UPDATE SET state=excluded.state, reviewed_at=excluded.reviewed_at, "
                    "form_id=excluded.form_id",
                    project, instance_id, name(state), now, project, instance_id);
  });
}

Result<void> SqlStorage::add_remark(ProjectId project, std::string_view instance_id, const Remark& remark) {
  return write([&](Database& database) {
    database.change("INSERT INTO remark (project_id, instance_id, created_at, actor_id, body) VALUES (?,?,?,?,?)", project, instance_id,
                    remark.created_at, remark.actor.id, remark.body);
  });
}

Result<std::vector<Remark>> SqlStorage::remarks(ProjectId project, std::string_view instance_id) {
  return read([&](Database& database) {
    std::vector<Remark> all;
    Query row = database.query("SELECT a.actor_id, a.kind, a.name, a.created_at, m.body, m.created_at FROM remark m "
                               "LEFT JOIN actor a ON a.actor_id=m.actor_id WHERE m.project_id=? AND m.instance_id=? "
                               "ORDER BY m.created_at DESC",
                               project, instance_id);
    while (row.next()) all.push_back({.actor = actor_in(row, 0), .body = row.text(4), .created_at = row.integer(5)});
    return all;
  });
}

} // namespace pilotage::endpoint
