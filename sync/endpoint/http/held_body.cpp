#include "sync/endpoint/http/held_body.h"

namespace pilotage::endpoint {

bool BodyMemory::take(std::size_t bytes) {
  if (taken_.fetch_add(bytes) + bytes <= limit_) return true;
  give_back(bytes);
  return false;
}

HeldBody::~HeldBody() {
  if (memory_ != nullptr) memory_->give_back(counted_);
}

Result<void> HeldBody::append(std::string_view piece) {
  if (auto held = hold(piece.size()); !held) return held;
  bytes_.append(piece);
  return {};
}

Result<void> HeldBody::hold(std::size_t bytes) {
  if (memory_ == nullptr) return {};
  if (!memory_->take(bytes)) return fail(ErrorCode::locked, "The requests of this moment hold as much memory as they may.");
  counted_ += bytes;
  return {};
}

} // namespace pilotage::endpoint
