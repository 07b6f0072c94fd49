// The results feed: what a coordinator pulls. The endpoint gives every accepted submission a place in its project's
// sequence; a puller asks for what comes after its cursor and gets a page, the next cursor and whether there is more.
//
//   GET <project>/results?form=<form id>&after=<cursor>&limit=<n>   → JSON, one page (all three parameters are optional)
//
// A cursor is opaque to the client: it stores it and sends it back. Empty means from the beginning. When nothing is new the
// page is empty and `next` is the cursor that was sent. Attachments are fetched apart, at attachment_path().
#pragma once

#include "forms/error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::sync {

struct FeedAttachment {
  std::string name = {};
  std::string sha256 = {}; // empty while the endpoint has not received it
  std::uint64_t size = 0;

  bool operator==(const FeedAttachment&) const = default;
};

struct FeedItem {
  std::uint64_t sequence = 0;
  std::string instance_id = {};
  std::string form_id = {};
  std::string form_version = {};
  std::string submitted_at = {}; // ISO 8601, UTC, by the endpoint's clock
  std::string sha256 = {};       // of the XML bytes
  std::string xml = {};          // byte for byte as submitted
  std::vector<FeedAttachment> attachments = {};

  bool operator==(const FeedItem&) const = default;
};

struct FeedPage {
  std::vector<FeedItem> items = {}; // ascending sequence
  std::string next = {};            // the cursor after the last item
  bool more = false;                // ask again at once

  bool operator==(const FeedPage&) const = default;
};

struct FeedQuery {
  std::string form_id = {}; // empty: all forms of the project
  std::string after = {};   // empty: from the beginning
  std::uint32_t limit = 500;
};

std::string write_feed_page(const FeedPage& page);

// malformed when it is not a page: wrong types, hashes that do not fit the XML, sequences that do not ascend, names that are no
// file names; limit_exceeded when it is too large.
Result<FeedPage> read_feed_page(std::string_view json);

// "results?form=…&after=…&limit=…", relative to the project's URL.
std::string feed_path(const FeedQuery& query);

// "forms/<id>/submissions/<instance id>/versions/<instance id>/attachments/<name>", relative to the project's URL, as on ODK Central: the
// attachment of this very version of the submission, whatever has corrected it since.
std::string attachment_path(const FeedItem& item, const FeedAttachment& attachment);

} // namespace pilotage::sync
