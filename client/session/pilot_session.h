// A pilot session: a facilitator, a place and a day, and participants who fill questionnaires on the same laptop one after another.
// One session runs at a time. A participant is a code (P1, P2, …), never a name; what P1 has answered is not shown to P2.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/store/pilot_sessions.h"
#include "client/store/response.h"
#include "client/store/store.h"

namespace pilotage::session {

class PilotSession {
public:
  // Begins a session with its first participant, P1. Errors: conflict (another one is running); invalid_value (a date or modality that is
  // none).
  static Result<PilotSession> start(store::Store& store, const store::PilotSessionDetails& details);
  // The session that is running, if any: after a restart the day goes on where it was.
  static Result<std::optional<PilotSession>> running(store::Store& store);

  const store::PilotSessionRow& row() const { return row_; }
  const store::ParticipantRow& participant() const { return participants_.back(); } // whose turn it is
  const std::vector<store::ParticipantRow>& participants() const { return participants_; }

  // What the participant whose turn it is has begun and finished.
  Result<std::vector<store::Response>> responses() const;
  // The turn goes to the next participant. Drafts of the one before stay with their code. Errors: conflict (the session has ended).
  Result<store::ParticipantRow> hand_over();
  Result<void> end();

private:
  PilotSession(store::Store& store, store::PilotSessionRow row, std::vector<store::ParticipantRow> participants)
      : store_(&store), row_(std::move(row)), participants_(std::move(participants)) {}

  store::Store* store_;
  store::PilotSessionRow row_;
  std::vector<store::ParticipantRow> participants_;
};

} // namespace pilotage::session
