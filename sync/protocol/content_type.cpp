#include "sync/protocol/multipart_writer.h"

#include <array>

namespace pilotage::sync {

namespace {

struct KnownType {
  std::string_view extension;
  std::string_view type;
};

// What surveys attach. Everything else travels as octets.
constexpr std::array kTypes = {
    KnownType{"jpg", "image/jpeg"},
    KnownType{"jpeg", "image/jpeg"},
    KnownType{"png", "image/png"},
    KnownType{"gif", "image/gif"},
    KnownType{"webp", "image/webp"},
    KnownType{"svg", "image/svg+xml"},
    KnownType{"m4a", "audio/mp4"},
    KnownType{"mp3", "audio/mpeg"},
    KnownType{"ogg", "audio/ogg"},
    KnownType{"wav", "audio/wav"},
    KnownType{"amr", "audio/amr"},
    KnownType{"mp4", "video/mp4"},
    KnownType{"webm", "video/webm"},
    KnownType{"3gp", "video/3gpp"},
    KnownType{"csv", "text/csv"},
    KnownType{"txt", "text/plain"},
    KnownType{"xml", "text/xml"},
    KnownType{"json", "application/json"},
    KnownType{"geojson", "application/geo+json"},
    KnownType{"pdf", "application/pdf"},
    KnownType{"zip", "application/zip"},
    KnownType{"doc", "application/msword"},
    KnownType{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    KnownType{"xls", "application/vnd.ms-excel"},
    KnownType{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

} // namespace

std::string content_type_of(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return "application/octet-stream";
  std::string extension;
  for (char c : file_name.substr(dot + 1)) extension += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const auto& known : kTypes)
    if (known.extension == extension) return std::string(known.type);
  return "application/octet-stream";
}

} // namespace pilotage::sync
