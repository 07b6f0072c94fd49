// Names and limits that both ends of the wire share: OpenRosa's headers, ours, and how much one message may carry.
// A reader of protocol messages refuses what is over these limits before it builds anything from it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pilotage::sync {

// OpenRosa 1.0 HTTP request API. Every request and every answer carries the version.
inline constexpr const char* kOpenRosaVersionHeader = "X-OpenRosa-Version";
inline constexpr const char* kOpenRosaVersion = "1.0";
// In the answer to HEAD …/submission: how many bytes one POST may carry.
inline constexpr const char* kAcceptContentLengthHeader = "X-OpenRosa-Accept-Content-Length";

// The parts of a submission's multipart/form-data body.
inline constexpr const char* kXmlPartName = "xml_submission_file";
inline constexpr const char* kIncompletePartName = "*isIncomplete*";
inline constexpr const char* kIncompletePartValue = "yes";

// Ours. The endpoint announces what it speaks beside OpenRosa (extensions.h) on every answer of a project's URLs, and
// answers an accepted submission with a receipt (receipt.h).
inline constexpr const char* kExtensionsHeader = "X-Pilotage-Extensions";
inline constexpr const char* kReceiptHeader = "X-Pilotage-Receipt";

// The XML of one submission. Real ones have kilobytes; a long country report some hundred.
inline constexpr std::size_t kMaxSubmissionXmlBytes = std::size_t{16} << 20;
// The XML of one form definition, and form lists and manifests.
inline constexpr std::size_t kMaxFormXmlBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxListBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxListedItems = 20'000;
// One page of the results feed.
inline constexpr std::size_t kMaxFeedPageBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxFeedItems = 10'000;
// Attachments of one submission, and one attachment.
inline constexpr std::size_t kMaxAttachments = 1'000;
inline constexpr std::uint64_t kMaxAttachmentBytes = std::uint64_t{4} << 30;
// Identifiers: instance ids, form ids, versions, file names. In bytes.
inline constexpr std::size_t kMaxIdentifierBytes = 255;

} // namespace pilotage::sync
