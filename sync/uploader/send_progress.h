// How far the post or upload under way has come. For this folder only.
#pragma once

#include <cstdint>
#include <functional>

namespace pilotage::sync {

struct Underway {
  std::uint64_t sent = 0; // bytes that left
  std::uint64_t total = 0;
  std::uint64_t resumed = 0; // of `sent`, those that the outbox knew to be there before
};
using SendProgress = std::function<void(const Underway&)>;

} // namespace pilotage::sync
