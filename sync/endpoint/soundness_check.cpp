#include "sync/endpoint/soundness_check.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "sync/endpoint/file_bytes.h"
#include "sync/endpoint/named_files.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

namespace {

constexpr std::int64_t kReadAtOnce = 200;
constexpr std::size_t kMostOfAKind = 20;

constexpr const char* kRestoreBackup = "Restore the last back-up beside this store and compare; keep this one for rescue.";
constexpr const char* kResend = "The laptop that sent it may still have it: ask for it, or take it from a back-up.";
constexpr const char* kPublishAgain = "Publish the form again, with this file; or take it from a back-up.";
constexpr const char* kDraftAgain = "Upload the draft again, with this file; or take it from a back-up.";

class SoundnessCheck {
public:
  SoundnessCheck(Snapshot& snapshot, const AttachmentStore& files) : snapshot_(snapshot), database_(snapshot.database()), files_(files) {}

  Result<Soundness> run() {
    auto done = attempt([this] {
      check_structure();
      check_places();
      check_counts();
      check_references();
      check_corrections();
      check_submissions();
      check_named_files();
    });
    if (!done) return std::unexpected(done.error());
    if (failure_) return std::unexpected(*failure_);
    count_unnamed_files();
    if (failure_) return std::unexpected(*failure_);
    return std::move(found_);
  }

private:
  void find(const char* kind, std::string what, const char* remedy) {
    const std::size_t already = ++kinds_[kind];
    if (already <= kMostOfAKind) found_.findings.push_back({.what = std::move(what), .remedy = remedy});
    if (already == kMostOfAKind + 1) found_.findings.push_back({.what = fmt::format("more like this: {}", kind), .remedy = remedy});
  }

  void check_structure() {
    for (std::string& fault : snapshot_.faults()) find("structure", "the database: " + std::move(fault), kRestoreBackup);
  }

  void check_places() {
    for (Query row = database_.query("SELECT p.project_id, p.last_sequence, max(s.position) FROM project p JOIN submission s "
                                     "ON s.project_id=p.project_id GROUP BY p.project_id, p.last_sequence "
                                     "HAVING max(s.position)>p.last_sequence");
         row.next();)
      find("places",
           fmt::format("project {}: the feed has the place {}, its counter stands at {}", row.integer(0), row.integer(2), row.integer(1)),
           "Stop the server; the next submissions would be hidden from pullers. Restore the last back-up.");
    for (Query row = database_.query("SELECT project_id, instance_id FROM submission WHERE sequence>position OR sequence<1 LIMIT 100");
         row.next();)
      find("order", fmt::format("project {}: the submission {} has an impossible place", row.integer(0), row.text(1)), kRestoreBackup);
  }

  void check_counts() {
    for (Query row =
             database_.query("SELECT f.project_id, f.form_id, f.submissions, count(s.instance_id) FROM form f LEFT JOIN submission s "
                             "ON s.project_id=f.project_id AND s.form_id=f.form_id GROUP BY f.project_id, f.form_id, f.submissions "
                             "HAVING f.submissions<>count(s.instance_id)");
         row.next();)
      find("counts",
           fmt::format("project {}: the form {} counts {} submissions, and has {}", row.integer(0), row.text(1), row.integer(2),
                       row.integer(3)),
           "Submissions were removed or added past this program. Compare with the last back-up.");
    for (Query row =
             database_.query("SELECT s.project_id, s.instance_id, s.files, count(f.name) FROM submission s LEFT JOIN submission_file f "
                             "ON f.project_id=s.project_id AND f.instance_id=s.instance_id "
                             "GROUP BY s.project_id, s.instance_id, s.files HAVING s.files<>count(f.name)");
         row.next();)
      find("attachment rows",
           fmt::format("project {}: the submission {} names {} attachments, and has {}", row.integer(0), row.text(1), row.integer(2),
                       row.integer(3)),
           kRestoreBackup);
  }

  void check_references() {
    for (Query row = database_.query("SELECT f.project_id, f.instance_id, f.name FROM submission_file f WHERE NOT EXISTS (SELECT 1 "
                                     "FROM submission s WHERE s.project_id=f.project_id AND s.instance_id=f.instance_id)");
         row.next();)
      find("orphans",
           fmt::format("project {}: the attachment {} belongs to the submission {}, which is not there", row.integer(0), row.text(2),
                       row.text(1)),
           kRestoreBackup);
    for (Query row = database_.query("SELECT s.project_id, s.instance_id, s.form_id, s.form_version FROM submission s WHERE NOT EXISTS "
                                     "(SELECT 1 FROM form_version v WHERE v.project_id=s.project_id AND v.form_id=s.form_id "
                                     "AND v.version=s.form_version)");
         row.next();)
      find("forms",
           fmt::format("project {}: the submission {} is of the form {} version \"{}\", which is not there", row.integer(0), row.text(1),
                       row.text(2), row.text(3)),
           "Publish this version of the form again.");
  }

  // Corrections form chains; one that comes back to itself is no chain.
  void check_corrections() {
    std::map<std::pair<ProjectId, std::string>, std::string> corrects;
    for (Query row = database_.query("SELECT project_id, instance_id, deprecated_id FROM submission WHERE deprecated_id<>''"); row.next();)
      corrects.emplace(std::pair(row.integer(0), row.text(1)), row.text(2));
    std::set<std::pair<ProjectId, std::string>> sound;
    for (const auto& [start, unused] : corrects) {
      std::set<std::pair<ProjectId, std::string>> way;
      auto at = start;
      while (!sound.contains(at) && way.insert(at).second) {
        const auto next = corrects.find(at);
        if (next == corrects.end()) break;
        at.second = next->second;
        if (way.contains(at)) {
          find("corrections", fmt::format("project {}: the submission {} corrects itself in a circle", at.first, at.second),
               kRestoreBackup);
          break;
        }
      }
      sound.merge(way);
    }
  }

  void check_submissions() {
    std::int64_t project = 0;
    std::int64_t position = 0;
    for (bool more = true; more;) {
      more = false;
      for (Query row = database_.query("SELECT project_id, position, instance_id, sha256, xml FROM submission WHERE project_id>? OR "
                                       "(project_id=? AND position>?) ORDER BY project_id, position LIMIT ?",
                                       project, project, position, kReadAtOnce);
           row.next();) {
        more = true;
        project = row.integer(0);
        position = row.integer(1);
        ++found_.submissions;
        if (sync::sha256_hex(row.text(4)) != row.text(3))
          find("content", fmt::format("project {}: the content of the submission {} was changed", project, row.text(2)), kRestoreBackup);
      }
    }
  }

  void check_named_files() {
    each_named_file(database_, [this](const std::string& sha256, std::uint64_t size) {
      ++found_.files;
      named_.insert(sha256);
      const auto opened = files_.open_file(sha256);
      if (opened)
        check_content(*opened, sha256, size);
      else if (opened.error().code == ErrorCode::not_found)
        find_file("lost attachments", "is not in the store", sha256);
      else if (opened.error().code == ErrorCode::damaged)
        find_file("changed attachments", "holds other bytes", sha256);
      else if (!failure_)
        failure_ = opened.error();
    });
  }

  void check_content(const AttachmentStore::Opened& opened, const std::string& sha256, std::uint64_t size) {
    const std::uint64_t here = opened.size;
    const auto hash = sha256_of(opened);
    if (!hash && !failure_) failure_ = hash.error();
    if (hash && (*hash != sha256 || here != size)) find_file("changed attachments", "holds other bytes", sha256);
  }

  void find_file(const char* kind, const char* what, const std::string& sha256) {
    const User user = user_of(sha256);
    find(kind, fmt::format("the attachment {} {}; it is {}", sha256, what, user.name), user.remedy);
  }

  struct User {
    std::string name;
    const char* remedy;
  };
  // The first of those that name it.
  User user_of(const std::string& sha256) {
    if (Query row = database_.query("SELECT project_id, instance_id, name FROM submission_file WHERE sha256=? LIMIT 1", sha256); row.next())
      return {fmt::format("\"{}\" of the submission {} of project {}", row.text(2), row.text(1), row.integer(0)), kResend};
    if (Query row = database_.query("SELECT project_id, form_id, version, name FROM form_file WHERE sha256=? LIMIT 1", sha256); row.next())
      return {fmt::format("\"{}\" of the form {} version \"{}\" of project {}", row.text(3), row.text(1), row.text(2), row.integer(0)),
              kPublishAgain};
    if (Query row = database_.query("SELECT project_id, form_id, name FROM form_draft_file WHERE sha256=? LIMIT 1", sha256); row.next())
      return {fmt::format("\"{}\" of the draft of the form {} of project {}", row.text(2), row.text(1), row.integer(0)), kDraftAgain};
    return {"of a response that tried a draft", "Nothing needs it but that trial. Take it from a back-up, or make a new draft."};
  }

  void count_unnamed_files() {
    const auto listed = files_.list([this](std::string_view sha256, std::uint64_t) { found_.unnamed_files += !named_.contains(sha256); });
    if (!listed) failure_ = listed.error();
  }

  Snapshot& snapshot_;
  Database& database_;
  const AttachmentStore& files_;
  Soundness found_;
  std::map<std::string_view, std::size_t> kinds_;
  std::set<std::string, std::less<>> named_;
  std::optional<Error> failure_;
};

} // namespace

Result<Soundness> check_soundness(Storage& storage, const AttachmentStore& files) {
  const auto snapshot = storage.snapshot();
  if (!snapshot) return std::unexpected(snapshot.error());
  return SoundnessCheck(**snapshot, files).run();
}

} // namespace pilotage::endpoint
