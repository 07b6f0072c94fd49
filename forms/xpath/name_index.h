// Finds the number of a name by its hash: an open table of hashes and numbers. Whoever keeps the names compares them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "forms/large_pages.h"

namespace pilotage::forms::xpath {

class NameIndex {
public:
  static constexpr std::int32_t kNone = -1;

  // The first number with that hash for which same(number) holds; kNone where there is none.
  template <typename Same>
  std::int32_t find(std::uint32_t hash, Same same) const {
    if (slots_.empty()) return kNone;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask; slots_[at].number != kNone; at = (at + 1) & mask) {
      if (slots_[at].hash == hash && same(slots_[at].number)) return slots_[at].number;
    }
    return kNone;
  }

  void add(std::uint32_t hash, std::int32_t number) {
    if (++count_ * 2 > slots_.size()) {
      LargeVector<Slot> before = std::move(slots_);
      slots_.assign(std::max<std::size_t>(64, before.size() * 4), {});
      for (const Slot& slot : before) {
        if (slot.number != kNone) put(slot);
      }
    }
    put({hash, number});
  }

private:
  struct Slot {
    std::uint32_t hash = 0;
    std::int32_t number = kNone;
  };
  void put(Slot slot) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = slot.hash & mask;
    while (slots_[at].number != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }

  LargeVector<Slot> slots_; // at least half of them are free
  std::size_t count_ = 0;
};

} // namespace pilotage::forms::xpath
