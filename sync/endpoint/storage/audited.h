// An administrative act: a change of what is stored, and its entry in the audit log. Both are kept, or neither.
#pragma once

#include <type_traits>
#include <utility>

#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

// A change that gives false has found it so already.
template <typename T>
bool has_changed(const Result<T>& outcome) {
  if constexpr (std::is_same_v<T, bool>)
    return outcome.value_or(false);
  else
    return outcome.has_value();
}

// What `change` gives, or why it could not be kept. It may take the entry, and say in it what came of it. Nothing is written of a change
// that has changed nothing. The rules of Storage::together() hold: it may run several times, and what takes long comes before.
template <typename Change>
auto audited(Storage& storage, AuditEntry& entry, Change change) {
  const auto run = [&] {
    if constexpr (std::is_invocable_v<Change&, AuditEntry&>)
      return change(entry);
    else
      return change();
  };
  using Outcome = decltype(run());
  Outcome outcome;
  const auto kept = storage.together([&]() -> Result<void> {
    outcome = run();
    if (!outcome) return std::unexpected(outcome.error());
    return has_changed(outcome) ? storage.add_audit(entry) : Result<void>();
  });
  if (!kept) return Outcome(std::unexpected(kept.error()));
  return outcome;
}

template <typename Change>
auto audited(Storage& storage, AuditEntry&& entry, Change change) {
  return audited(storage, entry, std::move(change));
}

} // namespace pilotage::endpoint
