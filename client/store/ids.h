// Keys of the rows in the store, one type each, so that none is taken for another. Valid within one data directory only:
// what leaves the laptop is named by UUIDs (instanceID) and form ids.
#pragma once

#include <cstdint>

namespace pilotage::store {

enum class ProjectId : std::int64_t {}; // kLocal: a questionnaire that belongs to no server
enum class FormKey : std::int64_t {};   // one installed version of one questionnaire
enum class ResponseId : std::int64_t {};
enum class PilotSessionId : std::int64_t {};
enum class ParticipantId : std::int64_t {};

constexpr ProjectId kLocal{0};

template <typename Id>
constexpr std::int64_t number(Id id) {
  return static_cast<std::int64_t>(id);
}

} // namespace pilotage::store
