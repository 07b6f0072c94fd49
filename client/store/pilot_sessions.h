// Rows of pilot sessions and their participants. The rules of a session (who is next, when it ends) are in client/session.
// Place, facilitator and notes are sealed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/ids.h"
#include "client/store/store.h"

namespace pilotage::store {

struct PilotSessionDetails {
  std::string country; // ISO 3166-1 alpha-3
  std::string place;
  std::string date;     // ISO 8601
  std::string modality; // "in_person", "remote", "hybrid"
  std::string facilitator;
};

struct PilotSessionRow {
  PilotSessionId id{0};
  std::string uuid;
  PilotSessionDetails details;
  std::int64_t started_at = 0;
  std::int64_t ended_at = 0; // 0: it goes on
};

struct ParticipantRow {
  ParticipantId id{0};
  PilotSessionId session{0};
  std::string code; // "P1", "P2", … within the session
  std::int64_t started_at = 0;
  std::int64_t ended_at = 0; // 0: it is this participant's turn
};

class PilotSessions {
public:
  explicit PilotSessions(Store& store) : store_(store) {}

  Result<PilotSessionRow> create(const PilotSessionDetails& details);
  Result<PilotSessionRow> get(PilotSessionId id) const;
  // Started last first.
  Result<std::vector<PilotSessionRow>> list() const;
  // The one that goes on, if any.
  Result<std::optional<PilotSessionRow>> running() const;
  Result<std::vector<ParticipantRow>> participants(PilotSessionId session) const;
  // Ends the turn of the participant before and begins the next one's, in one transaction.
  Result<ParticipantRow> next_participant(PilotSessionId session);
  // Ends the session and the turn of its last participant, in one transaction.
  Result<void> end(PilotSessionId session);

private:
  Store& store_;
};

} // namespace pilotage::store
