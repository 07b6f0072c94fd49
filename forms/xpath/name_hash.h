// Hashing and comparing names: short strings that often differ in their last bytes only.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>

namespace pilotage::forms::xpath {

// All bytes of the name take part.
inline std::uint64_t name_hash(std::string_view name) {
  const std::size_t size = name.size();
  if (size > 16) return std::hash<std::string_view>{}(name);
  std::uint64_t front = 0;
  std::uint64_t back = 0;
  if (size >= 8) { // the two overlap where the name is shorter than both
    std::memcpy(&front, name.data(), 8);
    std::memcpy(&back, name.data() + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&front, name.data(), 4);
    std::memcpy(&back, name.data() + size - 4, 4);
  } else {
    for (const char c : name) front = front << 8 | static_cast<unsigned char>(c);
  }
  std::uint64_t hash = (front ^ size) * 0x9E3779B97F4A7C15ULL;
  hash = (hash ^ hash >> 32 ^ back) * 0xD6E8FEB86659FD93ULL;
  return hash ^ hash >> 32;
}

// Whether two names are the same, without a call where they are as short as names are.
inline bool same_name(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto same = [&]<typename Word>(Word, std::size_t at) {
    Word left;
    Word right;
    std::memcpy(&left, a.data() + at, sizeof left);
    std::memcpy(&right, b.data() + at, sizeof right);
    return left == right;
  };
  if (size > 16) return std::memcmp(a.data(), b.data(), size) == 0;
  if (size >= 8) return same(std::uint64_t{}, 0) && same(std::uint64_t{}, size - 8);
  if (size >= 4) return same(std::uint32_t{}, 0) && same(std::uint32_t{}, size - 4);
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

} // namespace pilotage::forms::xpath
