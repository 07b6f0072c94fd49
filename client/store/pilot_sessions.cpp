#include "client/store/pilot_sessions.h"

#include "client/store/database.h"
#include "client/store/uuid.h"

namespace pilotage::store {

namespace {

#define SELECT_SESSIONS "SELECT id, uuid, country, date, modality, place, facilitator, started_at, ended_at FROM pilot_sessions "

PilotSessionRow session_of(const Store& store, const Statement& row) {
  return {.id = row.id<PilotSessionId>(0),
          .uuid = row.text(1),
          .details = {.country = row.text(2),
                      .place = or_throw(store.sealer().open(row.text(5))),
                      .date = row.text(3),
                      .modality = row.text(4),
                      .facilitator = or_throw(store.sealer().open(row.text(6)))},
          .started_at = row.integer(7),
          .ended_at = row.integer(8)};
}

ParticipantRow participant_of(const Statement& row) {
  return {.id = row.id<ParticipantId>(0),
          .session = row.id<PilotSessionId>(1),
          .code = row.text(2),
          .started_at = row.integer(3),
          .ended_at = row.integer(4)};
}

void end_turns(Store& store, PilotSessionId session) {
  store.database().run("UPDATE participants SET ended_at = ? WHERE session = ? AND ended_at = 0", store.now(), session);
}

} // namespace

Result<PilotSessionRow> PilotSessions::create(const PilotSessionDetails& details) {
  const auto id = guarded([&] {
    Database& database = store_.database();
    Transaction transaction(database);
    if (database.query("SELECT 1 FROM pilot_sessions WHERE ended_at = 0").step())
      fail_now(ErrorCode::conflict, "A pilot session is running already. End it before you start another one.");
    database.run("INSERT INTO pilot_sessions (uuid, country, date, modality, place, facilitator, started_at, ended_at) VALUES (?, ?, ?, ?, "
                 "?, ?, ?, 0)",
                 new_uuid(), details.country, details.date, details.modality, Blob{store_.sealer().seal(details.place)},
                 Blob{store_.sealer().seal(details.facilitator)}, store_.now());
    const PilotSessionId session{database.last_id()};
    transaction.commit();
    return session;
  });
  if (!id) return std::unexpected(id.error());
  return get(*id);
}

Result<PilotSessionRow> PilotSessions::get(PilotSessionId id) const {
  return guarded([&] {
    Statement query = store_.database().query(SELECT_SESSIONS "WHERE id = ?", id);
    if (!query.step()) fail_now(ErrorCode::not_found, "There is no such pilot session on this laptop.");
    return session_of(store_, query);
  });
}

Result<std::vector<PilotSessionRow>> PilotSessions::list() const {
  return guarded([&] {
    std::vector<PilotSessionRow> sessions;
    Statement query = store_.database().query(SELECT_SESSIONS "ORDER BY started_at DESC, id DESC");
    while (query.step()) sessions.push_back(session_of(store_, query));
    return sessions;
  });
}

Result<std::optional<PilotSessionRow>> PilotSessions::running() const {
  return guarded([&]() -> std::optional<PilotSessionRow> {
    Statement query = store_.database().query(SELECT_SESSIONS "WHERE ended_at = 0");
    if (!query.step()) return std::nullopt;
    return session_of(store_, query);
  });
}

Result<std::vector<ParticipantRow>> PilotSessions::participants(PilotSessionId session) const {
  return guarded([&] {
    std::vector<ParticipantRow> participants;
    Statement query =
        store_.database().query("SELECT id, session, code, started_at, ended_at FROM participants WHERE session = ? ORDER BY id", session);
    while (query.step()) participants.push_back(participant_of(query));
    return participants;
  });
}

Result<ParticipantRow> PilotSessions::next_participant(PilotSessionId session) {
  return guarded([&] {
    Database& database = store_.database();
    Transaction transaction(database);
    if (!database.query("SELECT 1 FROM pilot_sessions WHERE id = ? AND ended_at = 0", session).step())
      fail_now(ErrorCode::conflict, "This pilot session has ended. Start a new one.");
    end_turns(store_, session);
    database.run("INSERT INTO participants (session, code, started_at, ended_at) SELECT ?1, 'P' || (count(*) + 1), ?2, 0 FROM participants "
                 "WHERE session = ?1",
                 session, store_.now());
    Statement query = database.query("SELECT id, session, code, started_at, ended_at FROM participants WHERE id = ?", database.last_id());
    query.step();
    const ParticipantRow participant = participant_of(query);
    transaction.commit();
    return participant;
  });
}

Result<void> PilotSessions::end(PilotSessionId session) {
  return guarded([&] {
    Transaction transaction(store_.database());
    if (store_.database().run("UPDATE pilot_sessions SET ended_at = ? WHERE id = ? AND ended_at = 0", store_.now(), session) != 1)
      fail_now(ErrorCode::conflict, "This pilot session has ended already.");
    end_turns(store_, session);
    transaction.commit();
  });
}

} // namespace pilotage::store
