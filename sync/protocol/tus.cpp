#include "sync/protocol/tus.h"

#include "sync/protocol/base64.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <sodium.h>

namespace pilotage::sync {

namespace {

struct ChecksumAlgorithm {
  std::string_view name;
  HashKind kind;
  std::size_t digest_bytes;
};
constexpr ChecksumAlgorithm kAlgorithms[] = {{"sha256", HashKind::sha256, 32}, {"sha1", HashKind::sha1, 20}};

std::string hex_of(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  text.pop_back();
  return text;
}

std::string bytes_of(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(), hex.size(), nullptr, nullptr, nullptr);
  return bytes;
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool is_metadata_key(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f' && c != ','; });
}

std::unexpected<Error> broken_metadata() {
  return fail(ErrorCode::malformed, "Upload-Metadata must be pairs of a name and a value in Base64, with a comma between them.");
}

std::unexpected<Error> broken_checksum() {
  return fail(ErrorCode::malformed, "Upload-Checksum must be an algorithm and a digest in Base64: \"sha256 …\".");
}

std::string value_of(const UploadMetadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  return found == metadata.end() ? std::string() : found->second;
}

Result<std::string> hash_in(const UploadMetadata& metadata, std::string_view key) {
  std::string hash = value_of(metadata, key);
  if (is_sha256_hex(hash)) return hash;
  return fail(ErrorCode::malformed, "Upload-Metadata must have \"" + std::string(key) + "\": a SHA-256 as 64 hexadecimal digits.");
}

} // namespace

Result<std::uint64_t> read_upload_number(std::string_view text, std::string_view header) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number > std::numeric_limits<std::int64_t>::max())
    return fail(ErrorCode::malformed, std::string(header) + " must be a number of bytes.");
  return number;
}

std::string write_upload_metadata(const UploadMetadata& metadata) {
  std::string text;
  for (const auto& [key, value] : metadata) {
    if (!text.empty()) text += ',';
    text += key;
    if (!value.empty()) text.append(" ").append(base64(value));
  }
  return text;
}

Result<UploadMetadata> read_upload_metadata(std::string_view header_value) {
  if (header_value.size() > kMaxUploadMetadataBytes) return fail(ErrorCode::limit_exceeded, "Upload-Metadata is longer than 8 kB.");
  UploadMetadata metadata;
  while (!header_value.empty()) {
    const auto end = std::min(header_value.find(','), header_value.size());
    const auto pair = without_blanks(header_value.substr(0, end));
    const auto blank = pair.find(' ');
    const auto key = pair.substr(0, blank);
    auto value = blank == std::string_view::npos ? std::string() : from_base64(without_blanks(pair.substr(blank)));
    if (!is_metadata_key(key) || !value || !metadata.emplace(key, *std::move(value)).second) return broken_metadata();
    header_value.remove_prefix(std::min(end + 1, header_value.size()));
  }
  return metadata;
}

std::string write_upload_checksum(const UploadChecksum& checksum) {
  const auto* algorithm = std::ranges::find(kAlgorithms, checksum.kind, &ChecksumAlgorithm::kind);
  return std::string(algorithm->name) + " " + base64(bytes_of(checksum.hex));
}

Result<UploadChecksum> read_upload_checksum(std::string_view header_value) {
  const auto blank = header_value.find(' ');
  if (blank == std::string_view::npos || header_value.size() > 200) return broken_checksum();
  const auto* algorithm = std::ranges::find(kAlgorithms, header_value.substr(0, blank), &ChecksumAlgorithm::name);
  if (algorithm == std::end(kAlgorithms))
    return fail(ErrorCode::unsupported, std::string("This server checks these algorithms: ") + kTusChecksumAlgorithms + ".");
  const auto digest = from_base64(header_value.substr(blank + 1));
  if (!digest || digest->size() != algorithm->digest_bytes) return broken_checksum();
  return UploadChecksum{.kind = algorithm->kind, .hex = hex_of(*digest)};
}

UploadMetadata metadata_of(const AttachmentUpload& upload) {
  UploadMetadata metadata = {{"formID", upload.form_id},
                             {"instanceID", upload.instance_id},
                             {"submission", upload.submission_sha256},
                             {"filename", upload.name},
                             {"sha256", upload.sha256}};
  if (!upload.content_type.empty()) metadata.emplace("filetype", upload.content_type);
  return metadata;
}

Result<AttachmentUpload> read_attachment_upload(const UploadMetadata& metadata) {
  auto form_id = checked_identifier(value_of(metadata, "formID"), "formID");
  if (!form_id) return std::unexpected(form_id.error());
  auto instance_id = checked_identifier(value_of(metadata, "instanceID"), "instanceID");
  if (!instance_id) return std::unexpected(instance_id.error());
  auto submission = hash_in(metadata, "submission");
  if (!submission) return std::unexpected(submission.error());
  auto name = checked_attachment_name(value_of(metadata, "filename"), "Upload-Metadata");
  if (!name) return std::unexpected(name.error());
  auto sha256 = hash_in(metadata, "sha256");
  if (!sha256) return std::unexpected(sha256.error());
  auto content_type = checked_identifier(value_of(metadata, "filetype"), "filetype", true);
  if (!content_type) return std::unexpected(content_type.error());
  return AttachmentUpload{.form_id = *std::move(form_id),
                          .instance_id = *std::move(instance_id),
                          .submission_sha256 = *std::move(submission),
                          .name = *std::move(name),
                          .sha256 = *std::move(sha256),
                          .content_type = *std::move(content_type)};
}

} // namespace pilotage::sync
