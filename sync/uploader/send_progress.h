// How far the post or upload under way has come. For this folder only.
#pragma once

#include "forms/error.h"

#include <cstdint>
#include <functional>

namespace pilotage::sync {

struct Underway {
  std::uint64_t sent = 0; // bytes that left
  std::uint64_t total = 0;
  std::uint64_t resumed = 0; // of `sent`, those that the outbox knew to be there before
};
using SendProgress = std::function<void(const Underway&)>;

// Whether answers wait: they go before what is left of large attachments. An Error is the outbox's.
using AnswersWait = std::function<Result<bool>()>;

} // namespace pilotage::sync
