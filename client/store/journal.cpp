#include "client/store/journal.h"

#include "client/store/database.h"
#include "client/store/response.h"

namespace pilotage::store {

std::string_view name(StepKind kind) {
  switch (kind) {
  case StepKind::answer: return "answer";
  case StepKind::add_repeat: return "add_repeat";
  case StepKind::remove_repeat: return "remove_repeat";
  case StepKind::set_language: return "set_language";
  case StepKind::undo: return "undo";
  case StepKind::redo: return "redo";
  case StepKind::comment: return "comment";
  }
  return "";
}

namespace {

[[noreturn]] void fail_because_it_changed_elsewhere() {
  fail_now(ErrorCode::conflict,
           "Another program has changed, finalized or discarded this response. Close it here and open it again to go on.");
}

void note_change(Store& store, ResponseId response, std::span<const JournalRow> rows, std::string_view instance_name) {
  Database& database = store.database();
  const int noted = database.run("UPDATE responses SET changed_at = ?, instance_name = ? WHERE id = ? AND state = ?", rows.back().time,
                                 Blob{store.sealer().seal(instance_name)}, response, ResponseState::draft);
  if (noted != 1) fail_because_it_changed_elsewhere();
  for (const JournalRow& row : rows)
    if (row.kind == StepKind::set_language) database.run("UPDATE responses SET language = ? WHERE id = ?", row.value, response);
}

std::int64_t last_sequence(Database& database, ResponseId response) {
  Statement last = database.query("SELECT coalesce(max(sequence), 0) FROM journal WHERE response = ?", response);
  last.step();
  return last.integer(0);
}

} // namespace

Result<void> Journal::append(ResponseId response, std::span<const JournalRow> rows, std::string_view instance_name) {
  if (rows.empty()) return {};
  return guarded([&] {
    Database& database = store_.database();
    Transaction transaction(database);
    note_change(store_, response, rows, instance_name);
    std::int64_t last = last_sequence(database, response);
    for (const JournalRow& row : rows) {
      if (row.sequence != ++last) fail_because_it_changed_elsewhere();
      database.run("INSERT INTO journal (response, sequence, kind, ref, value, time, utc_offset, seed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   response, row.sequence, row.kind, row.ref, Blob{store_.sealer().seal(row.value)}, row.time, row.utc_offset, row.seed);
    }
    transaction.commit();
  });
}

Result<std::vector<JournalRow>> Journal::rows(ResponseId response) const {
  return guarded([&] {
    std::vector<JournalRow> rows;
    Statement query = store_.database().query(
        "SELECT sequence, kind, ref, value, time, utc_offset, seed FROM journal WHERE response = ? ORDER BY sequence", response);
    while (query.step()) {
      rows.push_back({.sequence = query.integer(0),
                      .kind = static_cast<StepKind>(query.integer(1)),
                      .ref = query.text(2),
                      .value = or_throw(store_.sealer().open(query.text(3))),
                      .time = query.integer(4),
                      .utc_offset = static_cast<int>(query.integer(5)),
                      .seed = static_cast<std::uint64_t>(query.integer(6))});
    }
    return rows;
  });
}

} // namespace pilotage::store
