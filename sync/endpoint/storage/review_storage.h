// The part of Storage that shows submissions to coordinators: each with its corrections as one record, its review state and the comments
// on it. A correction names what it corrects (deprecatedID); chains are read from that, so that they hold in whatever order their parts
// came. The rules of Storage hold.
#pragma once

#include "forms/error.h"
#include "sync/endpoint/storage/account_records.h"

namespace pilotage::endpoint {

enum class ReviewState { none, edited, has_issues, rejected, approved };
std::string_view name(ReviewState state); // "hasIssues", as ODK Central writes it; "" for none
std::optional<ReviewState> review_state_named(std::string_view name);

// One version of a submission, without its files.
struct SubmissionVersion {
  std::int64_t sequence = 0;
  std::string instance_id;
  std::string form_version;
  std::string device_id;
  Actor submitter; // id 0: unknown
  std::int64_t submitted_at = 0;
  std::int64_t files = 0;         // how many the XML names, and those that came unasked
  std::int64_t files_present = 0; // how many of them have come
  std::string xml;                // only where it was asked for
};

struct SubmissionRecord {
  SubmissionVersion first;   // its instanceID stands for the whole chain
  SubmissionVersion current; // the last correction, or the first itself
  std::int64_t edits = 0;
  ReviewState review = ReviewState::none;
  std::optional<std::int64_t> reviewed_at;
};

// How many of a form's records are in a state that asks for somebody. The others are approved or rejected.
struct ReviewCounts {
  std::uint64_t received = 0; // without a review
  std::uint64_t has_issues = 0;
  std::uint64_t edited = 0;
};

// Part of a form's records, the newest first.
struct SubmissionPage {
  std::vector<SubmissionRecord> records;
  std::int64_t before = 0; // where the next page begins; 0: there is none
};

struct Remark {
  Actor actor;
  std::string body;
  std::int64_t created_at = 0;
};

class ReviewStorage {
public:
  virtual ~ReviewStorage() = default;

  // Records of a form whose first version came before the sequence number `before` (0: from the newest on). A page covers `rows`
  // submissions at most, corrections counted, and where `xml_bytes` is not 0 they come with their XML, about so much of it.
  virtual Result<SubmissionPage> submission_records(ProjectId project, std::string_view form_id, std::int64_t before, std::int64_t rows,
                                                    std::int64_t xml_bytes) = 0;
  // The record whose first version has this instanceID. Error: not_found.
  virtual Result<SubmissionRecord> submission_record(ProjectId project, std::string_view form_id, std::string_view instance_id) = 0;
  // The instanceID of the record that this version belongs to: its own where it corrects nothing that is here.
  virtual Result<std::string> first_version(ProjectId project, std::string_view instance_id) = 0;
  // Its versions with their XML, the first first. Error: not_found.
  virtual Result<std::vector<SubmissionVersion>> submission_versions(ProjectId project, std::string_view form_id,
                                                                     std::string_view instance_id) = 0;
  // Who sent something to this form, in the order of their names.
  virtual Result<std::vector<Actor>> submitters(ProjectId project, std::string_view form_id) = 0;

  // Quick, however many records there are; grows with its reviews and corrections. All 0 where there is no such form.
  virtual Result<ReviewCounts> review_counts(ProjectId project, std::string_view form_id) = 0;
  virtual Result<void> set_review(ProjectId project, std::string_view instance_id, ReviewState state) = 0;
  virtual Result<void> add_remark(ProjectId project, std::string_view instance_id, const Remark& remark) = 0;
  virtual Result<std::vector<Remark>> remarks(ProjectId project, std::string_view instance_id) = 0; // the newest first
};

} // namespace pilotage::endpoint
