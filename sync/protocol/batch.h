// A batch: many submissions in one zstd-compressed request, for links with long round trips and few bytes. Only between our own ends,
// where the endpoint announces the extension "batch":
//
//   POST <project>/batch    Content-Type: application/vnd.pilotage.batch     → 200 and JSON, one outcome per submission, in their order
//
// Each submission in it succeeds or fails by itself, with the status and the receipt that it would have had as a post of its own, so
// a batch may be sent again whole. A submission whose attachments follow in posts of their own is marked incomplete.
//
// The body is one zstd frame of: "PLB1", then for each submission a flag byte (1: incomplete), the instance id and the XML, each with its
// length before it as 32 bits, little-endian. A dictionary, where both ends have it, is named by the frame itself (RFC 8878, 3.1.1.1.3).
#pragma once

#include "forms/error.h"
#include "sync/protocol/receipt.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::sync {

inline constexpr const char* kBatchContentType = "application/vnd.pilotage.batch";
inline constexpr std::size_t kMaxBatchItems = 1'000;
inline constexpr std::size_t kMaxBatchBytes = std::size_t{32} << 20;       // unpacked
inline constexpr std::size_t kMaxPackedBatchBytes = std::size_t{16} << 20; // as sent

struct BatchItem {
  std::string instance_id = {};
  std::string xml = {};
  bool incomplete = false;

  bool operator==(const BatchItem&) const = default;
};

// internal when there are too many items or bytes. `dictionary` is a zstd dictionary (or raw content) or empty.
Result<std::string> write_batch(std::span<const BatchItem> items, std::string_view dictionary = {});

// malformed when it is not a batch, unsupported when it names a dictionary that `dictionary` is not, limit_exceeded when it unpacks to
// more than kMaxBatchBytes or has more than kMaxBatchItems.
Result<std::vector<BatchItem>> read_batch(std::string_view bytes, std::string_view dictionary = {});

struct BatchOutcome {
  std::string instance_id = {};
  int status = 0; // as HTTP would have it: 201, 400, 404, 409, …
  std::optional<Receipt> receipt = {};
  std::string message = {}; // for people, where it was refused

  bool operator==(const BatchOutcome&) const = default;
};

std::string write_batch_answer(std::span<const BatchOutcome> outcomes);
// malformed when it is no answer; the caller checks that its ids are those that were sent.
Result<std::vector<BatchOutcome>> read_batch_answer(std::string_view json);

} // namespace pilotage::sync
