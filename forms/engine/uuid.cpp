#include "forms/engine/uuid.h"

#include <fmt/format.h>

#include "forms/xpath/digest.h"

namespace pilotage::forms {

namespace {

std::string uuid_of(std::uint64_t first, std::uint64_t second) {
  const std::uint64_t high = (first & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;
  const std::uint64_t low = (second & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF, low >> 48,
                     low & 0xFFFFFFFFFFFFULL);
}

std::uint64_t eight_bytes(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(0, 8)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

} // namespace

std::string make_uuid(const Environment& environment) {
  const std::uint64_t first = environment.random();
  return uuid_of(first, environment.random());
}

std::string named_uuid(std::string_view name) {
  const std::string hash = xpath::digest_bytes(name, "SHA-256").value_or(std::string(32, '\0'));
  return uuid_of(eight_bytes(hash), eight_bytes(std::string_view(hash).substr(8)));
}

} // namespace pilotage::forms
