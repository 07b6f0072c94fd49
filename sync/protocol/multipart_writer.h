// Writes a multipart/form-data body (RFC 7578) as a list of segments: bytes in memory and files named by path, in order.
// The total size is known before anything is read, and the same parts give the same bytes every time, so that a retry sends
// what was sent before. Reading the files is the sender's business; nothing here touches a disk.
#pragma once

#include "forms/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::sync {

struct BodySegment {
  std::string bytes = {};          // used when `file` is empty
  std::filesystem::path file = {}; // else the whole of this file
  std::uint64_t file_size = 0;     // which must have this size when it is read
  std::string name = {};           // what the file is called there
  std::string sha256 = {};         // of its bytes

  std::uint64_t size() const { return file.empty() ? bytes.size() : file_size; }
};

struct MultipartBody {
  std::string content_type = {}; // "multipart/form-data; boundary=…"
  std::vector<BodySegment> segments = {};

  std::uint64_t size() const;
};

class MultipartWriter {
public:
  // The boundary must not occur in any part: take it from make_boundary() with bytes that nobody can foresee.
  explicit MultipartWriter(std::string boundary);

  // A part without file name: *isIncomplete*.
  void add_field(std::string_view name, std::string_view value);
  // A part with a file name and its bytes.
  void add_bytes(std::string_view name, std::string_view file_name, std::string_view content_type, std::string_view bytes);
  // A part whose content is read from a file when it is sent.
  void add_file(std::string_view name, std::string_view content_type, std::filesystem::path file, std::uint64_t size, std::string sha256);

  // How many bytes the body has if it ends now.
  std::uint64_t size() const;
  // How many bytes add_file() with this name, type and size would add.
  std::uint64_t size_of_file_part(std::string_view name, std::string_view content_type, std::uint64_t size) const;

  // Ends the body. The writer is empty afterwards.
  MultipartBody finish();

private:
  std::string boundary_;
  std::vector<BodySegment> segments_;

  std::string part_head(std::string_view name, std::string_view file_name, std::string_view content_type) const;
  void append(std::string_view bytes);
};

// "pilotage-" and 32 hexadecimal digits of the 16 random bytes.
std::string make_boundary(std::string_view random16);

// The media type for an attachment's file name, by its extension: "image/jpeg", "audio/mp4", "text/csv";
// "application/octet-stream" when it is unknown.
std::string content_type_of(std::string_view file_name);

} // namespace pilotage::sync
