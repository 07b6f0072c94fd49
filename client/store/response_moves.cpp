// The moves of a response from state to state: one transaction each.
#include "client/store/content_files.h"
#include "client/store/database.h"
#include "client/store/entity_changes.h"
#include "client/store/response.h"

namespace pilotage::store {

namespace {

// Why a move did not find the response in the state it starts from.
[[noreturn]] void fail_to_move(Database& database, ResponseId id, std::string_view to) {
  Statement query = database.query("SELECT state FROM responses WHERE id = ?", id);
  if (!query.step()) fail_now(ErrorCode::not_found, "There is no such response on this laptop.");
  const std::string state(name(static_cast<ResponseState>(query.integer(0))));
  fail_now(ErrorCode::conflict,
           "This response is " + state + ", so it cannot become " + std::string(to) + ". Look at the list of responses again.");
}

ProjectId project_of(Database& database, ResponseId id) {
  Statement query = database.query("SELECT project FROM responses WHERE id = ?", id);
  return query.step() ? query.id<ProjectId>(0) : kLocal;
}

void add_frozen(Store& store, ResponseId id, std::string_view xml, const std::vector<std::string>& attachments) {
  store.database().run("INSERT INTO frozen_xml (response, xml) VALUES (?, ?)", id, Blob{store.sealer().seal(xml)});
  for (const std::string& name : attachments) {
    if (store.database().run("UPDATE response_attachments SET to_send = 1 WHERE response = ? AND name = ?", id, name) != 1)
      fail_now(ErrorCode::not_found, "The file of an answer is not stored with this response. Attach it again, then finalize.", name);
  }
}

} // namespace

Result<void> Responses::finalize(ResponseId id, std::string_view xml, std::string_view instance_name,
                                 const std::vector<std::string>& attachments, std::span<const forms::EntityChange> entities) {
  return guarded([&] {
    Database& database = store_.database();
    Transaction transaction(database);
    const int moved =
        database.run("UPDATE responses SET state = ?, instance_name = ?, finalized_at = ?, changed_at = ?, content_hash = ?, "
                     "finalized_order = (SELECT coalesce(max(finalized_order), 0) + 1 FROM responses) WHERE id = ? AND state = ?",
                     ResponseState::finalized, Blob{store_.sealer().seal(instance_name)}, store_.now(), store_.now(), content_hash(xml), id,
                     ResponseState::draft);
    if (moved != 1) fail_to_move(database, id, "finalized");
    add_frozen(store_, id, xml, attachments);
    if (!entities.empty()) EntityChanges(store_, project_of(database, id)).add(entities);
    transaction.commit();
  });
}

Result<void> Responses::queue(ResponseId id) {
  return guarded([&] {
    Database& database = store_.database();
    if (database.run("UPDATE responses SET state = ? WHERE id = ? AND state = ?", ResponseState::queued, id, ResponseState::finalized) != 1)
      fail_to_move(database, id, "queued");
  });
}

Result<int> Responses::queue_finalized() {
  return guarded([&] {
    return store_.database().run("UPDATE responses SET state = ? WHERE state = ? AND project <> 0", ResponseState::queued,
                                 ResponseState::finalized);
  });
}

Result<void> Responses::mark_sent(ResponseId id, const StoredReceipt& receipt) {
  return guarded([&] {
    Database& database = store_.database();
    Transaction transaction(database);
    const int moved =
        database.run("UPDATE responses SET state = ?, xml_accepted = 1, attempts = 0, next_attempt_at = 0, problem_code = '', "
                     "problem = '', problem_at = 0, problem_status = 0 WHERE id = ? AND state IN (?, ?)",
                     ResponseState::sent, id, ResponseState::queued, ResponseState::parked);
    if (moved != 1) fail_to_move(database, id, "sent");
    database.run("UPDATE response_attachments SET accepted = 1 WHERE response = ? AND to_send = 1", id);
    database.run("DELETE FROM attachment_uploads WHERE response = ?", id);
    database.run("INSERT INTO receipts (response, instance_id, content_hash, sequence, received_at) VALUES (?, ?, ?, ?, ?)", id,
                 receipt.instance_id, receipt.content_hash, receipt.sequence, receipt.received_at);
    // Only a receipt with a place in the endpoint's sequence, for these very bytes, confirms. In the same transaction: nothing would come
    // back for a response that a crash left between the two.
    database.run("UPDATE responses SET state = ? WHERE id = ? AND EXISTS (SELECT 1 FROM receipts c WHERE c.response = responses.id AND "
                 "c.sequence > 0 AND c.instance_id = responses.instance_id AND c.content_hash = responses.content_hash)",
                 ResponseState::confirmed, id);
    transaction.commit();
  });
}

Result<void> Responses::park(ResponseId id, ErrorCode why, std::string_view reason) {
  return guarded([&] {
    Database& database = store_.database();
    if (database.run("UPDATE responses SET state = ?, problem_code = ?, problem = ?, problem_at = ? WHERE id = ? AND state = ?",
                     ResponseState::parked, name(why), reason, store_.now(), id, ResponseState::queued) != 1)
      fail_to_move(database, id, "parked");
  });
}

Result<void> Responses::unpark(ResponseId id) {
  return guarded([&] {
    Database& database = store_.database();
    // The reason stays readable until an attempt ends well or in another way.
    if (database.run("UPDATE responses SET state = ?, attempts = 0, next_attempt_at = 0 WHERE id = ? AND state = ?", ResponseState::queued,
                     id, ResponseState::parked) != 1)
      fail_to_move(database, id, "queued");
  });
}

Result<void> Responses::discard(ResponseId id) {
  return guarded([&] {
    Database& database = store_.database();
    if (database.run("DELETE FROM responses WHERE id = ? AND state = ?", id, ResponseState::draft) != 1)
      fail_to_move(database, id, "discarded");
  });
}

Result<int> Responses::delete_confirmed_before(std::int64_t time) {
  return guarded([&] {
    return store_.database().run(
        "DELETE FROM responses WHERE state = ? AND EXISTS (SELECT 1 FROM receipts c WHERE c.response = responses.id "
        "AND c.received_at < ? AND c.content_hash = responses.content_hash)",
        ResponseState::confirmed, time);
  });
}

} // namespace pilotage::store
