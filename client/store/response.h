// Responses and their way from the first answer to the endpoint:
//
//   draft → finalized → queued → sent → confirmed        queued ⇄ parked (with the reason) → sent
//
// sent: the server has answered that it has everything. confirmed: its receipt names the same content hash and a place in its
// sequence; servers that give no receipts leave their responses at sent.
//
// Each move is one transaction, and a move from any other state is refused with `conflict`. The XML is frozen when a response is
// finalized and never written again. Nothing is deleted here before its receipt is stored, but a draft that its owner discards.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/ids.h"
#include "client/store/store.h"
#include "forms/engine/entity_change.h"

namespace pilotage::store {

enum class ResponseState { draft, finalized, queued, parked, sent, confirmed };
std::string_view name(ResponseState state); // "draft"

struct Response {
  ResponseId id{0};
  std::string instance_id; // "uuid:…"
  FormKey form{0};
  ProjectId project = kLocal;
  std::string form_id;
  std::string form_version;
  std::string form_title;
  ResponseState state = ResponseState::draft;
  std::string language;      // that it was last filled in
  std::string instance_name; // what the form calls this response, or ""
  // Why what it is called cannot be read (damaged, newer_version): the row is there all the same, so that it hides no other.
  std::optional<Error> name_fault;
  std::int64_t created_at = 0;
  std::int64_t changed_at = 0;
  std::int64_t finalized_at = 0; // 0: not yet
  std::string content_hash;      // SHA-256 of the frozen XML, hexadecimal; "" for a draft
  std::optional<ParticipantId> participant;
  std::string participant_code; // "P1", or ""
  // Why it is parked, or why the last attempt to send it failed: stays readable until it is sent.
  std::string problem_code; // an ErrorCode's name, or ""
  std::string problem;
  int problem_status = 0; // HTTP, 0: none came
  int attempts = 0;
  std::int64_t next_attempt_at = 0;
};

// The code whose name stands in Response::problem_code; nullopt for "".
std::optional<ErrorCode> code_named(std::string_view name);

// How a draft begins: all that a replay of its journal starts from.
struct ResponseStart {
  std::string instance_xml;    // everything, irrelevant nodes too
  std::string last_saved = {}; // what the instance "last-saved" held, where the form has one
  std::int64_t time = 0;       // milliseconds since 1970 UTC
  int utc_offset = 0;          // seconds
  std::uint64_t seed = 0;
};

struct NewResponse {
  FormKey form{0};
  std::string instance_id;
  std::string language;
  std::optional<ParticipantId> participant = {};
  ResponseStart start = {};
};

// What the endpoint said when it accepted a submission.
struct StoredReceipt {
  std::string instance_id;
  std::string content_hash;
  std::int64_t sequence = 0; // 0: an OpenRosa server, which gives none
  std::int64_t received_at = 0;
};

struct ResponseCounts {
  int draft = 0, finalized = 0, queued = 0, parked = 0, sent = 0, confirmed = 0;
};

class Responses {
public:
  explicit Responses(Store& store) : store_(store) {}

  Result<ResponseId> create(const NewResponse& response);
  Result<Response> get(ResponseId id) const; // not_found
  Result<Response> find(std::string_view instance_id) const;
  // Changed last first.
  Result<std::vector<Response>> list() const;
  Result<std::vector<Response>> list(ResponseState state) const;
  Result<std::vector<Response>> of_participant(ParticipantId participant) const;
  Result<ResponseCounts> counts() const;

  Result<ResponseStart> start_of(ResponseId id) const;
  // The bytes that are sent. Errors: not_found (still a draft); damaged (they no longer have the hash they were frozen with).
  Result<std::string> frozen_xml(ResponseId id) const;
  // The XML of the response to this form that was finalized last, or "".
  Result<std::string> last_finalized_xml(std::string_view form_id, ProjectId project) const;
  Result<std::optional<StoredReceipt>> receipt(ResponseId id) const;

  // --- The moves ---
  // `entities`: what the response does to entities. Later forms of the project see it at once.
  Result<void> finalize(ResponseId id, std::string_view xml, std::string_view instance_name, const std::vector<std::string>& attachments,
                        std::span<const forms::EntityChange> entities = {});
  Result<void> queue(ResponseId id); // finalized → queued
  // queued → sent, or confirmed as the receipt says. Parked too: another program may have parked it while the server took it.
  Result<void> mark_sent(ResponseId id, const StoredReceipt& receipt);
  Result<void> park(ResponseId id, ErrorCode why, std::string_view reason); // queued → parked
  Result<void> unpark(ResponseId id);                                       // parked → queued, to be tried at once
  // Everything that is finalized but was not queued, because the program ended between the two moves.
  Result<int> queue_finalized();

  // A draft with its journal and attachments. Errors: conflict (it is no draft any more).
  Result<void> discard(ResponseId id);
  // Deletes confirmed responses whose receipt is older; says how many.
  Result<int> delete_confirmed_before(std::int64_t time);

private:
  Store& store_;
};

} // namespace pilotage::store
