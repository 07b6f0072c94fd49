// What the uploader asks of the place that keeps finalized responses until a server has them. client/store implements it on
// SQLite. Each call is one transaction that is on the disk when it returns: a crash between two calls repeats a post at worst,
// and a post may be repeated.
//
// The XML is frozen: the bytes that were finalized, the same at every attempt. Calls come from the uploader's
// threads, never two at once. Two programs may drain the same outbox (the client and `pilotctl sync`): marking an item sent
// twice, or one that is sent or parked already as waiting or parked, changes nothing and is no error. What the
// server accepts all the same of an item that is parked already counts: it waits for the rest again, or is sent.
#pragma once

#include "forms/error.h"
#include "sync/protocol/receipt.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pilotage::sync {

// A resumable upload of an attachment that has begun: what a later attempt needs to go on with it.
struct OutboxUpload {
  std::string url = {};     // where it goes on; it may hold a token. "": none has begun
  std::uint64_t offset = 0; // so many bytes has the server said that it has

  bool operator==(const OutboxUpload&) const = default;
};

struct OutboxAttachment {
  std::string name = {}; // exactly as in the XML
  std::filesystem::path file = {};
  std::uint64_t size = 0;
  std::string sha256 = {}; // of the file's bytes
  bool accepted = false;   // the server has it already
  OutboxUpload upload = {};
};

struct OutboxItem {
  std::string id = {}; // the outbox's own name for it
  std::string project_id = {};
  std::string instance_id = {};
  std::string form_id = {};
  std::string form_version = {};
  std::string xml = {};
  std::string sha256 = {};   // of xml
  bool xml_accepted = false; // the server has the XML; attachments are still missing
  std::vector<OutboxAttachment> attachments = {};
  std::uint32_t attempts = 0;      // failed ones in a row, as told by retry_at
  bool broke_off = false;          // the last of them, on the way: see broke_off() below
  std::optional<Error> fault = {}; // the outbox cannot give it as it was finalized: nothing of it may be sent
};

// The bytes of its attachments that no server has yet, without what uploads have brought there.
inline std::uint64_t missing_file_bytes(const OutboxItem& item) {
  std::uint64_t total = 0;
  for (const auto& attachment : item.attachments)
    if (!attachment.accepted) total += attachment.size - attachment.upload.offset;
  return total;
}

// Answers first, files after: in the first lane stand the items whose XML no server has, in the second those of which
// only attachments are missing.
enum class Lane { answers, attachments };

// An item is due when now >= its retry time, or when now < the moment at which that time was set (the clock was set back).
// Parked items are never due. Items come in the order in which they were finalized. One that is damaged comes with its fault, and hides no
// other.
struct DueQuery {
  std::string project_id = {};
  std::int64_t now = 0; // milliseconds since 1970 UTC
  Lane lane = Lane::answers;
  std::size_t limit = 1;                 // at most so many
  std::vector<std::string> without = {}; // items that are left out, by their ids
  // Only items whose missing_file_bytes() are no more than this.
  std::optional<std::uint64_t> most_file_bytes = {};
};

// Why an item waits or is parked. Kept with it and shown until it is sent.
struct SendFailure {
  ErrorCode code = ErrorCode::internal;
  std::string message = {}; // plain words, what to do included
  std::int64_t at = 0;      // milliseconds since 1970 UTC
  int status = 0;           // HTTP status; 0 when none came
};

// The codes of a failure that another network may end: no server was reachable. A status that came with one was not the server's.
inline constexpr std::array kUnreachable = {ErrorCode::no_network, ErrorCode::timeout, ErrorCode::tls_untrusted, ErrorCode::captive_portal};
inline bool was_unreachable(const SendFailure& failure) {
  if (failure.status != 0 && failure.code != ErrorCode::captive_portal) return false;
  return std::ranges::find(kUnreachable, failure.code) != kUnreachable.end();
}

// Did the attempt end on the way, as where a link breaks under a large post? A proxy tells the like in the server's place.
inline bool broke_off(const SendFailure& failure) {
  return was_unreachable(failure) || failure.status == 408 || failure.status == 502 || failure.status == 504;
}

struct OutboxTotals {
  std::size_t waiting = 0; // due or with a retry time ahead
  std::size_t parked = 0;
  std::uint64_t waiting_bytes = 0; // XML and attachments that no server has yet, without what uploads have brought there
};

class Outbox {
public:
  virtual ~Outbox() = default;

  virtual Result<std::vector<OutboxItem>> due(const DueQuery& query) = 0;
  // The earliest retry time ahead among the project's items that are not parked; nullopt when none waits.
  virtual Result<std::optional<std::int64_t>> next_retry(const std::string& project_id, std::int64_t now) = 0;
  virtual Result<OutboxTotals> totals(const std::string& project_id) = 0;

  // The item's form as it came from the server; nullopt where it is not kept.
  virtual Result<std::optional<std::string>> form_xml(const std::string& item_id) = 0;

  // The server has the XML, and these attachments, but not yet all.
  virtual Result<void> mark_accepted(const std::string& item_id, const std::vector<std::string>& attachment_names) = 0;
  // Another place has the XML now than the one that accepted attachments before, and lacks some: none counts as accepted any more, and no
  // upload as begun.
  virtual Result<void> forget_accepted(const std::string& item_id) = 0;
  // How far the attachment's upload has come; an empty one forgets it.
  virtual Result<void> note_upload(const std::string& item_id, const std::string& attachment_name, const OutboxUpload& upload) = 0;
  // The server has everything. Retention begins; nothing else may delete the local copy.
  virtual Result<void> mark_sent(const std::string& item_id, const Receipt& receipt) = 0;
  // Not again by itself; a person decides. The copy stays.
  virtual Result<void> park(const std::string& item_id, const SendFailure& failure) = 0;
  // Again at `retry_time` (milliseconds since 1970 UTC). `attempts` is stored for OutboxItem::attempts.
  virtual Result<void> retry_at(const std::string& item_id, std::int64_t retry_time, std::uint32_t attempts,
                                const SendFailure& failure) = 0;
  // The run stopped before it came to these: every item of the project that is due shows this reason. Retry times stay as they are,
  // and items that wait for a time of their own keep their reason.
  virtual Result<void> note_waiting(const std::string& project_id, const SendFailure& failure) = 0;
  // "Sync now": every waiting item of the project is due at once. Parked items stay parked.
  virtual Result<void> make_all_due(const std::string& project_id) = 0;
  // Another network: every item of the project that waits because no server was reachable is due at once. What the server gave a time
  // keeps it.
  virtual Result<void> make_unreached_due(const std::string& project_id) = 0;
};

} // namespace pilotage::sync
