#include "forms/engine/uuid.h"

#include <fmt/format.h>

namespace pilotage::forms {

std::string make_uuid(const Environment& environment) {
  const std::uint64_t high = (environment.random() & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;
  const std::uint64_t low = (environment.random() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF, low >> 48,
                     low & 0xFFFFFFFFFFFFULL);
}

} // namespace pilotage::forms
