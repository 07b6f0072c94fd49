#include "sync/endpoint/storage/review_storage.h"

namespace pilotage::endpoint {

std::string_view name(ReviewState state) {
  switch (state) {
  case ReviewState::none: return "";
  case ReviewState::edited: return "edited";
  case ReviewState::has_issues: return "hasIssues";
  case ReviewState::rejected: return "rejected";
  case ReviewState::approved: return "approved";
  }
  return "";
}

std::optional<ReviewState> review_state_named(std::string_view text) {
  for (const ReviewState state :
       {ReviewState::none, ReviewState::edited, ReviewState::has_issues, ReviewState::rejected, ReviewState::approved})
    if (name(state) == text) return state;
  return std::nullopt;
}

} // namespace pilotage::endpoint
