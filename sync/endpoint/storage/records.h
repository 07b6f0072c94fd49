// What the endpoint keeps, as plain values: projects, access tokens, forms, submissions. Times are milliseconds since
// 1970-01-01T00:00:00Z; hashes are lower-case hexadecimal digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::endpoint {

// What stands for a project in addresses and commands: 1, 2, …, as on ODK Central. Its uuid is what other systems may store.
using ProjectId = std::int64_t;

struct Project {
  ProjectId id = 0;
  std::string uuid;
  std::string name;
  std::int64_t created_at = 0;
  std::string description = {};
  bool archived = false; // for people: nothing is refused
  std::optional<std::int64_t> updated_at = {};
  std::optional<std::int64_t> deleted_at = {};
};

using ActorId = std::int64_t; // who acts (account_records.h); 0: nobody, or the host at the command line

// What a project holds, counted.
struct ProjectFigures {
  std::uint64_t forms = 0;
  std::uint64_t app_users = 0; // with a token that is not revoked
  std::optional<std::int64_t> last_submission;
};

// collector: sends, and reads forms. viewer: reads forms and results, and reviews submissions. coordinator (ODK Central's project manager):
// all of that, and manages the forms and the people of one project. administrator: all of it, in every project.
enum class Role { collector, viewer, coordinator, administrator };
std::string_view name(Role role);
std::optional<Role> role_named(std::string_view name);

struct AccessToken {
  std::string id;        // a UUID: what lists and logs show
  ProjectId project = 0; // 0: every project (administrators)
  Role role = Role::collector;
  std::string name; // whom it was given to, for people
  std::string hash; // SHA-256 of the token; the token itself is nowhere
  std::int64_t created_at = 0;
  std::optional<std::int64_t> revoked_at;
  ActorId actor = 0;                                  // its number among all who act; given by the storage
  std::optional<std::vector<std::string>> forms = {}; // the only forms that it has, by their ids; absent: all of the project
  std::optional<std::int64_t> last_used_at = {};      // when a new submission last came with it; told by tokens() alone
};

// open: listed, takes submissions. closing: not listed, still takes submissions of laptops that come late. closed: takes none.
enum class FormState { open, closing, closed };
std::string_view name(FormState state);
std::optional<FormState> form_state_named(std::string_view name);

struct FormFile {
  std::string name;
  std::string sha256; // its bytes are in the AttachmentStore
  std::string md5;
  std::uint64_t size = 0;
};

// One published version of a form. Its content never changes.
struct FormVersion {
  ProjectId project = 0;
  std::string form_id;
  std::string version; // may be empty
  std::string title;
  std::string xform;
  std::string sha256;                    // of xform
  std::string md5;                       // of xform
  bool encrypted = false;                // has a public key: submissions must come encrypted
  std::vector<std::string> upload_paths; // the instance nodes whose values name attachments: "/data/photo"
  std::vector<FormFile> files;
  std::int64_t published_at = 0;
  ActorId made_by = 0; // published it, or set it as the draft
};

struct FormSummary {
  ProjectId project = 0;
  std::string form_id;
  FormState state = FormState::open;
  std::string version; // the one published last
  std::string title;
  std::string md5;
  bool has_files = false;
  std::int64_t published_at = 0;
  std::int64_t created_at = 0; // when its first version was published
  ActorId created_by = 0;      // by whom
  std::uint64_t submissions = 0;
  std::optional<std::int64_t> last_submission;
};

// An attachment of a submission. Its hash is empty until its bytes have come.
struct SubmissionFile {
  std::string name;
  std::string sha256;
  std::string content_type;
  std::uint64_t size = 0;
  bool taken_over = false; // it came with what this response corrects, and gives way to its own
};

struct NewSubmission {
  ProjectId project = 0;
  std::string form_id;
  std::string form_version;
  std::string instance_id;
  std::string deprecated_id; // of the response that this one corrects, or ""
  std::string xml;
  std::string sha256; // of xml
  std::string token_id;
  std::string device_id;
  std::vector<SubmissionFile> files; // every one that the XML names, and those that came unasked; with a hash those that are in this post
};

// circle: refused, for it would correct itself through others that are stored. superseded: refused, for what it corrects has been
// corrected by another response. too_many_files: refused, for with those that came before it
// would have more than a submission may have (sync::kMaxAttachments).
enum class Stored { first, again, other_content, circle, superseded, too_many_files };

struct StoredSubmission {
  Stored outcome = Stored::first;
  std::int64_t sequence = 0; // given when the submission came first
  std::int64_t submitted_at = 0;
  std::vector<SubmissionFile> files;          // all that is known now
  std::vector<std::string> conflicting_files; // came before with other bytes; the first ones stay
};

struct Submission {
  std::int64_t position = 0; // its place in the feed: its sequence, or a later one since attachments have followed
  std::string instance_id;
  std::string form_id;
  std::string form_version;
  std::int64_t submitted_at = 0;
  std::string sha256;
  std::string xml;
  std::vector<SubmissionFile> files;
};

} // namespace pilotage::endpoint
