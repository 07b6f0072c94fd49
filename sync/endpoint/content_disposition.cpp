#include "sync/endpoint/content_disposition.h"

#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

// A letter beyond ASCII becomes one '_', as do those that would need quoting, or name a folder.
std::string in_ascii(std::string_view name) {
  std::string ascii;
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool continues_letter = (byte & 0xC0U) == 0x80U;
    if (continues_letter) continue;
    const bool plain = byte >= 0x20 && byte < 0x7F && std::string_view("\"\\/%").find(letter) == std::string_view::npos;
    ascii += plain ? letter : '_';
  }
  return ascii;
}

} // namespace

std::string saved_as(std::string_view file_name) {
  return "attachment; filename=\"" + in_ascii(file_name) + "\"; filename*=UTF-8''" + sync::percent_encode(file_name);
}

} // namespace pilotage::endpoint
