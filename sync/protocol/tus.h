// tus 1.0.0, resumable uploads, as text: the names of its headers, and their values <-> structs. Between our own ends an upload is always
// one attachment of a submission that the endpoint has: its metadata say which (AttachmentUpload).
//
//   POST <project>/uploads   → 201, Location      HEAD <upload>  → 200, Upload-Offset
//   PATCH <upload>           → 204, Upload-Offset DELETE <upload> → 204
//
// The last PATCH, and HEAD from then on, carry the receipt (receipt.h).
#pragma once

#include "forms/error.h"
#include "sync/protocol/content_hash.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pilotage::sync {

inline constexpr const char* kTusVersion = "1.0.0";
inline constexpr const char* kTusResumableHeader = "Tus-Resumable";
inline constexpr const char* kTusVersionHeader = "Tus-Version";
inline constexpr const char* kTusExtensionHeader = "Tus-Extension";
inline constexpr const char* kTusMaxSizeHeader = "Tus-Max-Size";
inline constexpr const char* kTusChecksumAlgorithmHeader = "Tus-Checksum-Algorithm";
inline constexpr const char* kUploadOffsetHeader = "Upload-Offset";
inline constexpr const char* kUploadLengthHeader = "Upload-Length";
inline constexpr const char* kUploadDeferLengthHeader = "Upload-Defer-Length";
inline constexpr const char* kUploadMetadataHeader = "Upload-Metadata";
inline constexpr const char* kUploadChecksumHeader = "Upload-Checksum";
inline constexpr const char* kUploadExpiresHeader = "Upload-Expires";
inline constexpr const char* kMethodOverrideHeader = "X-HTTP-Method-Override";
inline constexpr const char* kUploadContentType = "application/offset+octet-stream";
inline constexpr const char* kTusChecksumAlgorithms = "sha256,sha1";
inline constexpr int kChecksumMismatch = 460; // the status
inline constexpr std::size_t kMaxUploadMetadataBytes = 8 * 1024;

// Digits and nothing else, at most 2^63 - 1. malformed names the header.
Result<std::uint64_t> read_upload_number(std::string_view text, std::string_view header);

// Keys are printable ASCII without blank and comma; values are any bytes, in Base64 on the wire.
using UploadMetadata = std::map<std::string, std::string, std::less<>>;
std::string write_upload_metadata(const UploadMetadata& metadata);
Result<UploadMetadata> read_upload_metadata(std::string_view header_value);

// Of the bytes of one PATCH.
struct UploadChecksum {
  HashKind kind = HashKind::sha256;
  std::string hex = {};

  bool operator==(const UploadChecksum&) const = default;
};
std::string write_upload_checksum(const UploadChecksum& checksum);
// unsupported for another algorithm than kTusChecksumAlgorithms.
Result<UploadChecksum> read_upload_checksum(std::string_view header_value);

// What an upload will be.
struct AttachmentUpload {
  std::string form_id = {};           // "formID"
  std::string instance_id = {};       // "instanceID", of the submission that names the attachment
  std::string submission_sha256 = {}; // "submission": of its XML, as in its receipt. Who knows it has sent or read that submission
  std::string name = {};              // "filename", exactly as in the XML
  std::string sha256 = {};            // "sha256", of the whole attachment
  std::string content_type = {};      // "filetype"; may be empty

  bool operator==(const AttachmentUpload&) const = default;
};
UploadMetadata metadata_of(const AttachmentUpload& upload);
// malformed when something is missing, or is no id, no hash, or no plain file name.
Result<AttachmentUpload> read_attachment_upload(const UploadMetadata& metadata);

} // namespace pilotage::sync
