// What every submission asks of the storage, kept in memory: the token that came with it and what its form demands. Holds only what is
// still true: whoever changes the storage, or hears of a change, clears it. An answer that was on its way meanwhile is not kept.
//
// Any thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

class LookupCache {
public:
  using FormKey = std::tuple<ProjectId, std::string, std::string>; // project, form, version
  // Counts the clearings.
  using Age = std::uint64_t;

  std::optional<AccessToken> token(std::string_view hash) const;
  std::optional<Storage::FormTarget> target(const FormKey& key) const;

  // Ask for the age before the storage, and say it when keeping the answer.
  Age age() const;
  void keep(Age age, const AccessToken& token);
  void keep(Age age, const FormKey& key, const Storage::FormTarget& target);

  void clear();
  // While changes of others cannot be heard of, nothing is kept.
  void set_enabled(bool enabled);

private:
  using Clock = std::chrono::steady_clock;
  bool may_keep(Age age) const { return enabled_ && age == age_; }
  bool is_fresh() const;
  void start_anew();

  mutable std::mutex mutex_;
  bool enabled_ = false;
  Age age_ = 0;
  Clock::time_point since_;
  std::map<std::string, AccessToken, std::less<>> tokens_;
  std::map<FormKey, Storage::FormTarget> targets_;
};

} // namespace pilotage::endpoint
