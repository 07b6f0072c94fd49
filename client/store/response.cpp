#include "client/store/response.h"

#include "client/store/content_files.h"
#include "client/store/database.h"

namespace pilotage::store {

std::string_view name(ResponseState state) {
  switch (state) {
  case ResponseState::draft: return "draft";
  case ResponseState::finalized: return "finalized";
  case ResponseState::queued: return "queued";
  case ResponseState::parked: return "parked";
  case ResponseState::sent: return "sent";
  case ResponseState::confirmed: return "confirmed";
  }
  return "";
}

std::optional<ErrorCode> code_named(std::string_view text) {
  if (text.empty()) return std::nullopt;
  for (int code = 0; code < static_cast<int>(ErrorCode::internal); ++code)
    if (pilotage::name(static_cast<ErrorCode>(code)) == text) return static_cast<ErrorCode>(code);
  return ErrorCode::internal;
}

namespace {

#define SELECT_RESPONSES                                                                                                                   \
  "SELECT r.id, r.instance_id, r.form, r.project, f.form_id, f.version, f.title, r.state, r.language, r.instance_name, r.created_at, "     \
  "r.changed_at, r.finalized_at, r.content_hash, r.participant, coalesce(p.code, ''), r.problem_code, r.problem, r.attempts, "             \
  "r.next_attempt_at, r.problem_status FROM responses r JOIN forms f ON f.id = r.form LEFT JOIN participants p ON p.id = r.participant "

Response response_of(const Store& store, const Statement& row) {
  Response response{.id = row.id<ResponseId>(0),
                    .instance_id = row.text(1),
                    .form = row.id<FormKey>(2),
                    .project = row.id<ProjectId>(3),
                    .form_id = row.text(4),
                    .form_version = row.text(5),
                    .form_title = row.text(6),
                    .state = static_cast<ResponseState>(row.integer(7)),
                    .language = row.text(8),
                    .instance_name = {},
                    .name_fault = {},
                    .created_at = row.integer(10),
                    .changed_at = row.integer(11),
                    .finalized_at = row.integer(12),
                    .content_hash = row.text(13),
                    .participant = {},
                    .participant_code = row.text(15),
                    .problem_code = row.text(16),
                    .problem = row.text(17),
                    .problem_status = static_cast<int>(row.integer(20)),
                    .attempts = static_cast<int>(row.integer(18)),
                    .next_attempt_at = row.integer(19)};
  if (!row.null(14)) response.participant = row.id<ParticipantId>(14);
  if (auto opened = store.sealer().open(row.text(9)))
    response.instance_name = *std::move(opened);
  else
    response.name_fault = std::move(opened.error());
  return response;
}

std::vector<Response> all_of(const Store& store, Statement query) {
  std::vector<Response> responses;
  while (query.step()) responses.push_back(response_of(store, query));
  return responses;
}

[[noreturn]] void fail_not_found() { fail_now(ErrorCode::not_found, "There is no such response on this laptop."); }

Response one_of(const Store& store, Statement query) {
  if (!query.step()) fail_not_found();
  return response_of(store, query);
}

} // namespace

Result<ResponseId> Responses::create(const NewResponse& response) {
  return guarded([&] {
    Database& database = store_.database();
    const Sealer& sealer = store_.sealer();
    Transaction transaction(database);
    const int added = database.run(
        "INSERT INTO responses (instance_id, form, project, participant, state, language, instance_name, created_at, changed_at) "
        "SELECT ?, id, project, ?, ?, ?, ?, ?, ? FROM forms WHERE id = ?",
        response.instance_id, response.participant, ResponseState::draft, response.language, Blob{sealer.seal("")}, response.start.time,
        response.start.time, response.form);
    if (added != 1) fail_now(ErrorCode::not_found, "This questionnaire is no longer on this laptop. Install or download it again.");
    const ResponseId id{database.last_id()};
    database.run("INSERT INTO response_starts (response, xml, last_saved, time, utc_offset, seed) VALUES (?, ?, ?, ?, ?, ?)", id,
                 Blob{sealer.seal(response.start.instance_xml)}, Blob{sealer.seal(response.start.last_saved)}, response.start.time,
                 response.start.utc_offset, response.start.seed);
    transaction.commit();
    return id;
  });
}

Result<Response> Responses::get(ResponseId id) const {
  return guarded([&] { return one_of(store_, store_.database().query(SELECT_RESPONSES "WHERE r.id = ?", id)); });
}

Result<Response> Responses::find(std::string_view instance_id) const {
  return guarded([&] { return one_of(store_, store_.database().query(SELECT_RESPONSES "WHERE r.instance_id = ?", instance_id)); });
}

Result<std::vector<Response>> Responses::list() const {
  return guarded([&] { return all_of(store_, store_.database().query(SELECT_RESPONSES "ORDER BY r.changed_at DESC, r.id DESC")); });
}

Result<std::vector<Response>> Responses::list(ResponseState state) const {
  return guarded([&] {
    return all_of(store_, store_.database().query(SELECT_RESPONSES "WHERE r.state = ? ORDER BY r.changed_at DESC, r.id DESC", state));
  });
}

Result<std::vector<Response>> Responses::of_participant(ParticipantId participant) const {
  return guarded([&] {
    return all_of(store_,
                  store_.database().query(SELECT_RESPONSES "WHERE r.participant = ? ORDER BY r.changed_at DESC, r.id DESC", participant));
  });
}

Result<ResponseCounts> Responses::counts() const {
  return guarded([&] {
    ResponseCounts counts;
    Statement query = store_.database().query("SELECT state, count(*) FROM responses GROUP BY state");
    while (query.step()) {
      const int count = static_cast<int>(query.integer(1));
      switch (static_cast<ResponseState>(query.integer(0))) {
      case ResponseState::draft: counts.draft = count; break;
      case ResponseState::finalized: counts.finalized = count; break;
      case ResponseState::queued: counts.queued = count; break;
      case ResponseState::parked: counts.parked = count; break;
      case ResponseState::sent: counts.sent = count; break;
      case ResponseState::confirmed: counts.confirmed = count; break;
      }
    }
    return counts;
  });
}

Result<ResponseStart> Responses::start_of(ResponseId id) const {
  return guarded([&] {
    Statement query = store_.database().query("SELECT xml, last_saved, time, utc_offset, seed FROM response_starts WHERE response = ?", id);
    if (!query.step()) fail_not_found();
    return ResponseStart{.instance_xml = or_throw(store_.sealer().open(query.text(0))),
                         .last_saved = or_throw(store_.sealer().open(query.text(1))),
                         .time = query.integer(2),
                         .utc_offset = static_cast<int>(query.integer(3)),
                         .seed = static_cast<std::uint64_t>(query.integer(4))};
  });
}

Result<std::string> Responses::frozen_xml(ResponseId id) const {
  return guarded([&] {
    Statement query =
        store_.database().query("SELECT x.xml, r.content_hash FROM frozen_xml x JOIN responses r ON r.id = x.response WHERE r.id = ?", id);
    if (!query.step()) fail_now(ErrorCode::not_found, "This response is not finalized yet.");
    std::string xml = or_throw(store_.sealer().open(query.text(0)));
    if (content_hash(xml) != query.text(1))
      fail_now(ErrorCode::damaged,
               "This finalized response is damaged on the disk. It is not sent; put the data folder back from a back-up.");
    return xml;
  });
}

Result<std::string> Responses::last_finalized_xml(std::string_view form_id, ProjectId project) const {
  return guarded([&] {
    Statement query = store_.database().query(
        "SELECT x.xml FROM responses r JOIN forms f ON f.id = r.form JOIN frozen_xml x ON x.response = r.id WHERE f.form_id = ? AND "
        "r.project = ? ORDER BY r.finalized_order DESC LIMIT 1",
        form_id, project);
    return query.step() ? or_throw(store_.sealer().open(query.text(0))) : std::string();
  });
}

Result<std::optional<StoredReceipt>> Responses::receipt(ResponseId id) const {
  return guarded([&]() -> std::optional<StoredReceipt> {
    Statement query =
        store_.database().query("SELECT instance_id, content_hash, sequence, received_at FROM receipts WHERE response = ?", id);
    if (!query.step()) return std::nullopt;
    return StoredReceipt{
        .instance_id = query.text(0), .content_hash = query.text(1), .sequence = query.integer(2), .received_at = query.integer(3)};
  });
}

} // namespace pilotage::store
