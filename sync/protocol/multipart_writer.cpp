#include "sync/protocol/multipart_writer.h"

namespace pilotage::sync {

namespace {

// A name in a Content-Disposition, as a quoted-string (RFC 2045; RFC 7578 leaves UTF-8 as it is). Browsers write %22 for a quote, which ODK
// Central takes for three characters of the name, and drops the file. A line break cannot be quoted and is a blank.
std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\r' || c == '\n' ? ' ' : c;
  }
  return out + "\"";
}

} // namespace

std::uint64_t MultipartBody::size() const {
  std::uint64_t total = 0;
  for (const auto& segment : segments) total += segment.size();
  return total;
}

MultipartWriter::MultipartWriter(std::string boundary) : boundary_(std::move(boundary)) {}

std::string MultipartWriter::part_head(std::string_view name, std::string_view file_name, std::string_view content_type) const {
  std::string head = "--" + boundary_ + "\r\nContent-Disposition: form-data; name=" + quoted(name);
  if (!file_name.empty()) head += "; filename=" + quoted(file_name);
  head += "\r\n";
  if (!content_type.empty()) head += "Content-Type: " + std::string(content_type) + "\r\n";
  return head + "\r\n";
}

void MultipartWriter::append(std::string_view bytes) {
  if (segments_.empty() || !segments_.back().file.empty()) segments_.emplace_back();
  segments_.back().bytes += bytes;
}

void MultipartWriter::add_field(std::string_view name, std::string_view value) { add_bytes(name, {}, {}, value); }

void MultipartWriter::add_bytes(std::string_view name, std::string_view file_name, std::string_view content_type, std::string_view bytes) {
  append(part_head(name, file_name, content_type));
  append(bytes);
  append("\r\n");
}

void MultipartWriter::add_file(std::string_view name, std::string_view content_type, std::filesystem::path file, std::uint64_t size,
                               std::string sha256) {
  append(part_head(name, name, content_type));
  segments_.push_back({.bytes = {}, .file = std::move(file), .file_size = size, .name = std::string(name), .sha256 = std::move(sha256)});
  append("\r\n");
}

std::uint64_t MultipartWriter::size() const {
  std::uint64_t total = 0;
  for (const auto& segment : segments_) total += segment.size();
  return total + boundary_.size() + 6; // "--", boundary, "--", CR LF
}

std::uint64_t MultipartWriter::size_of_file_part(std::string_view name, std::string_view content_type, std::uint64_t size) const {
  return part_head(name, name, content_type).size() + size + 2;
}

MultipartBody MultipartWriter::finish() {
  append("--" + boundary_ + "--\r\n");
  MultipartBody body{.content_type = "multipart/form-data; boundary=" + boundary_, .segments = std::move(segments_)};
  segments_.clear();
  return body;
}

std::string make_boundary(std::string_view random16) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string boundary = "pilotage-";
  for (char c : random16) {
    boundary += kDigits[static_cast<unsigned char>(c) >> 4];
    boundary += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return boundary;
}

} // namespace pilotage::sync
