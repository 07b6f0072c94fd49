#include "sync/endpoint/http/library_refusals.h"

#include <algorithm>
#include <string_view>

namespace pilotage::endpoint {

bool LibraryRefusals::read(const char* format, va_list arguments) {
  const std::string_view text(format);
  // The only place where it tells the status. Without this form nothing is read, for the arguments would be of other types.
  const auto status = text.find("(HTTP response code is %u");
  if (status != std::string_view::npos && text.find('%') > status) add(static_cast<int>(va_arg(arguments, unsigned)));
  return text.starts_with("Server reached connection limit");
}

void LibraryRefusals::add(int status) {
  const std::lock_guard lock(mutex_);
  statuses_.push_back(status);
  count_ = statuses_.size();
}

bool LibraryRefusals::take(int status) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(statuses_, status);
  if (found == statuses_.end()) return false;
  statuses_.erase(found);
  count_ = statuses_.size();
  return true;
}

std::optional<int> LibraryRefusals::take_any() {
  if (count_ == 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (statuses_.empty()) return std::nullopt;
  const int status = statuses_.back();
  statuses_.pop_back();
  count_ = statuses_.size();
  return status;
}

} // namespace pilotage::endpoint
