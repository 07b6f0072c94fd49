#include "sync/endpoint/storage/lookup_cache.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kMostKept = 50'000;              // of each kind; then it starts anew
constexpr auto kOldestLook = std::chrono::seconds(10); // without a fresh look, even where no change was heard of

} // namespace

bool LookupCache::is_fresh() const { return Clock::now() - since_ < kOldestLook; }

std::optional<AccessToken> LookupCache::token(std::string_view hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(hash);
  return found == tokens_.end() || !is_fresh() ? std::nullopt : std::optional(found->second);
}

std::optional<Storage::FormTarget> LookupCache::target(const FormKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = targets_.find(key);
  return found == targets_.end() || !is_fresh() ? std::nullopt : std::optional(found->second);
}

LookupCache::Age LookupCache::age() const {
  const std::lock_guard lock(mutex_);
  return age_;
}

void LookupCache::keep(Age age, const AccessToken& token) {
  const std::lock_guard lock(mutex_);
  if (!may_keep(age)) return;
  if (tokens_.size() >= kMostKept || !is_fresh()) start_anew();
  tokens_.insert_or_assign(token.hash, token);
}

void LookupCache::keep(Age age, const FormKey& key, const Storage::FormTarget& target) {
  const std::lock_guard lock(mutex_);
  if (!may_keep(age)) return;
  if (targets_.size() >= kMostKept || !is_fresh()) start_anew();
  targets_.insert_or_assign(key, target);
}

void LookupCache::clear() {
  const std::lock_guard lock(mutex_);
  ++age_;
  start_anew();
}

void LookupCache::set_enabled(bool enabled) {
  const std::lock_guard lock(mutex_);
  enabled_ = enabled;
  ++age_;
  start_anew();
}

void LookupCache::start_anew() {
  tokens_.clear();
  targets_.clear();
  since_ = Clock::now();
}

} // namespace pilotage::endpoint
