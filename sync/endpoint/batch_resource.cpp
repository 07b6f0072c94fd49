// POST …/batch: many submissions in one compressed request (sync/protocol/batch.h). Each is stored or refused by itself; all that are
// accepted share one commit. The answer is packed where the client takes that: on a slow link 200 receipts cost a second.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <memory>
#include <optional>
#include <set>

#include "sync/endpoint/form_dictionaries.h"
#include "sync/endpoint/http/held_body.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/submission_acceptance.h"
#include "sync/endpoint/submission_answer.h"
#include "sync/protocol/batch.h"
#include "sync/protocol/deflate.h"
#include "sync/protocol/mime_parameters.h"
#include "sync/protocol/submission_response.h"

namespace pilotage::endpoint {

namespace {

// What a post would have been told, as one line of the batch's answer.
sync::BatchOutcome refused_outcome(std::string instance_id, const Response& response) {
  return {.instance_id = std::move(instance_id), .status = response.status, .message = sync::message_for_people(response.body)};
}

// The outcomes of one batch while they come in. The last one sets a worker to write the answer: the storage's own thread, which brings
// most of them, is where all submissions wait.
class Outcomes : public std::enable_shared_from_this<Outcomes> {
public:
  Outcomes(std::size_t count, const Service& service, bool packed, Reply reply)
      : outcomes_(count), left_(count), service_(service), packed_(packed), reply_(std::move(reply)) {}

  void set(std::size_t index, sync::BatchOutcome refused) {
    outcomes_[index].line = std::move(refused);
    arrived();
  }
  void set(std::size_t index, SubmissionIdentity identity, Result<StoredSubmission> stored) {
    outcomes_[index].identity = std::move(identity);
    outcomes_[index].stored = std::move(stored);
    arrived();
  }

private:
  struct Outcome {
    sync::BatchOutcome line;
    SubmissionIdentity identity;
    std::optional<Result<StoredSubmission>> stored; // where the storage was asked
  };

  void arrived() {
    if (left_.fetch_sub(1) == 1) service_.workers.post([self = shared_from_this()] { self->answer(); });
  }
  void answer() {
    std::vector<sync::BatchOutcome> lines;
    lines.reserve(outcomes_.size());
    for (Outcome& outcome : outcomes_) lines.push_back(outcome.stored ? stored_outcome(outcome) : std::move(outcome.line));
    tell_refusals(lines);
    std::string text = sync::write_batch_answer(lines);
    if (!packed_) return reply_(json_response(200, std::move(text)));
    Response response = json_response(200, sync::deflate(text));
    response.with("Content-Encoding", "deflate");
    reply_(std::move(response));
  }
  // The line of the request says 200, whatever is refused in it.
  void tell_refusals(const std::vector<sync::BatchOutcome>& lines) const {
    std::set<int> statuses;
    std::int64_t refused = 0;
    for (const sync::BatchOutcome& line : lines) {
      if (line.status == 201) continue;
      ++refused;
      statuses.insert(line.status);
    }
    if (refused == 0) return;
    const std::string names = fmt::format("{}", fmt::join(statuses, ","));
    service_.log.write(LogLevel::info, "batch",
                       {{"items", static_cast<std::int64_t>(lines.size())}, {"refused", refused}, {"statuses", std::string_view(names)}});
  }
  sync::BatchOutcome stored_outcome(const Outcome& outcome) const {
    const Result<StoredSubmission>& stored = *outcome.stored;
    if (!stored) return refused_outcome(outcome.identity.instance_id, failure_response(service_, stored.error()));
    if (const auto refused = refusal_of(*stored)) return refused_outcome(outcome.identity.instance_id, *refused);
    return {.instance_id = outcome.identity.instance_id, .status = 201, .receipt = receipt_of(outcome.identity, *stored)};
  }

  std::vector<Outcome> outcomes_;
  std::atomic<std::size_t> left_;
  const Service& service_;
  const bool packed_;
  Reply reply_;
};

std::size_t unpacked_bytes(const std::vector<sync::BatchItem>& items) {
  std::size_t bytes = 0;
  for (const sync::BatchItem& item : items) bytes += item.xml.size();
  return bytes;
}

class BatchExchange : public Exchange {
public:
  struct Plan {
    Caller caller;
    std::optional<sync::DictionaryName> dictionary; // that it is packed with
    bool packed_answer = false;
  };
  BatchExchange(const Service& service, FormDictionaries& dictionaries, Plan plan, BodyMemory* memory)
      : service_(service), dictionaries_(dictionaries), plan_(std::move(plan)), body_(memory) {}

  std::optional<Response> receive(std::string_view piece) override {
    if (body_.bytes().size() + piece.size() > sync::kMaxPackedBatchBytes)
      return text_response(413, fmt::format("A batch may have {} MB at most.", sync::kMaxPackedBatchBytes >> 20));
    if (auto held = body_.append(piece); !held) return failure_response(service_, held.error());
    return std::nullopt;
  }
  void finish(Reply reply) override {
    service_.workers.post([this, reply = std::move(reply)] { store(reply); });
  }

private:
  void store(const Reply& reply) {
    std::shared_ptr<const std::string> dictionary;
    if (plan_.dictionary) {
      auto found = dictionaries_.find(plan_.caller.project, *plan_.dictionary);
      if (!found && found.error().code == ErrorCode::not_found)
        return reply(text_response(412, "The batch was packed with a dictionary that is not here. Send it again without one."));
      if (!found) return reply(failure_response(service_, found.error()));
      dictionary = *std::move(found);
    }
    auto items = sync::read_batch(body_.bytes(), dictionary != nullptr ? std::string_view(*dictionary) : std::string_view());
    if (!items) return reply(refusal_of(service_, items.error()));
    if (auto held = body_.hold(unpacked_bytes(*items)); !held) return reply(failure_response(service_, held.error()));
    if (items->empty()) return reply(json_response(200, sync::write_batch_answer({})));
    const auto outcomes = std::make_shared<Outcomes>(items->size(), service_, plan_.packed_answer, reply);
    FormTargets targets(service_.storage, plan_.caller.project);
    for (std::size_t i = 0; i < items->size(); ++i) store_one(std::move(items->at(i)), i, targets, outcomes);
  }

  void store_one(sync::BatchItem item, std::size_t index, FormTargets& targets, const std::shared_ptr<Outcomes>& outcomes) {
    auto submission = accept_submission(service_, plan_.caller, targets, std::move(item.xml), {});
    if (!submission) return outcomes->set(index, refused_outcome(std::move(item.instance_id), submission.error()));
    if (submission->instance_id != item.instance_id)
      return outcomes->set(
          index, refused_outcome(std::move(item.instance_id), text_response(400, "The batch names another instanceID than the XML.")));
    SubmissionIdentity identity{.instance_id = submission->instance_id,
                                .form_id = submission->form_id,
                                .form_version = submission->form_version,
                                .sha256 = submission->sha256};
    store_submission(service_, std::move(*submission),
                     [index, outcomes, identity = std::move(identity)](Result<StoredSubmission> stored) mutable {
                       outcomes->set(index, std::move(identity), std::move(stored));
                     });
  }

  const Service& service_;
  FormDictionaries& dictionaries_;
  const Plan plan_;
  HeldBody body_;
};

std::expected<std::unique_ptr<Exchange>, Response> begin_batch(const Service& service, FormDictionaries& dictionaries,
                                                               const Request& request) {
  auto caller = authorize(service.storage, request, Act::submit);
  if (!caller) return std::unexpected(std::move(caller.error()));
  if (!sync::equal_ignoring_case(sync::parse_mime_value(request.header("Content-Type")).value, sync::kBatchContentType))
    return refuse(415, fmt::format("A batch has the Content-Type {}.", sync::kBatchContentType));
  BatchExchange::Plan plan{
      .caller = std::move(*caller), .dictionary = {}, .packed_answer = request.header("Accept-Encoding").contains("deflate")};
  if (const std::string_view header = request.header(sync::kDictionaryHeader); !header.empty()) {
    auto name = sync::read_dictionary_name(header);
    if (!name) return refuse(400, name.error().message);
    plan.dictionary = *std::move(name);
  }
  return std::make_unique<BatchExchange>(service, dictionaries, std::move(plan), request.body_memory);
}

} // namespace

void add_batch_routes(Router& router, const Service& service) {
  const auto dictionaries = std::make_shared<FormDictionaries>(service.storage);
  add_openrosa_route(router, service, "POST", "/batch",
                     [&service, dictionaries](const Request& request) { return begin_batch(service, *dictionaries, request); });
}

} // namespace pilotage::endpoint
