#include "sync/protocol/batch.h"

#include "sync/protocol/json_bounds.h"
#include "sync/protocol/names.h"

#include <algorithm>

namespace pilotage::sync {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxAnswerBytes = std::size_t{4} << 20;

// As a JSON string. The ids and receipts of every submission go through this: what needs no escaping is copied in one piece.
void append_string(std::string& out, std::string_view text) {
  const bool is_plain = std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
  if (is_plain)
    out.append("\"").append(text).append("\"");
  else
    out += json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::unexpected<Error> broken(const char* why) {
  return fail(ErrorCode::malformed, std::string("The answer to the batch cannot be read: ") + why + ".");
}

Result<BatchOutcome> read_outcome(const json& object) {
  if (!object.is_object()) return broken("an item is not an object");
  auto instance_id = checked_identifier(string_member(object, "instance_id"), "instance id");
  if (!instance_id) return std::unexpected(instance_id.error());
  BatchOutcome outcome{.instance_id = *std::move(instance_id), .message = string_member(object, "message")};
  const auto status = object.find("status");
  if (status == object.end() || !status->is_number_unsigned()) return broken("an item has no status");
  const auto number = status->get<std::uint64_t>();
  if (number < 100 || number > 599) return broken("a status is none");
  outcome.status = static_cast<int>(number);
  if (const auto receipt = string_member(object, "receipt"); !receipt.empty()) {
    auto read = read_receipt(receipt);
    if (!read) return std::unexpected(read.error());
    outcome.receipt = *std::move(read);
  }
  return outcome;
}

} // namespace

std::string write_batch_answer(std::span<const BatchOutcome> outcomes) {
  std::string text = R"({"items":[)";
  for (const auto& outcome : outcomes) {
    if (text.ends_with('}')) text += ',';
    append_string(text.append(R"({"instance_id":)"), outcome.instance_id);
    if (!outcome.message.empty()) append_string(text.append(R"(,"message":)"), outcome.message);
    if (outcome.receipt) append_string(text.append(R"(,"receipt":)"), write_receipt(*outcome.receipt));
    text.append(R"(,"status":)").append(std::to_string(outcome.status)).append("}");
  }
  return text.append("]}");
}

Result<std::vector<BatchOutcome>> read_batch_answer(std::string_view text) {
  auto root = parse_json(text, {.max_bytes = kMaxAnswerBytes, .max_values = 10 * kMaxBatchItems}, "answer to the batch");
  if (!root) return std::unexpected(root.error());
  const auto items = root->find("items");
  if (!root->is_object() || items == root->end() || !items->is_array()) return broken("it has no items");
  std::vector<BatchOutcome> outcomes;
  for (const auto& item : *items) {
    auto outcome = read_outcome(item);
    if (!outcome) return std::unexpected(outcome.error());
    outcomes.push_back(*std::move(outcome));
  }
  return outcomes;
}

} // namespace pilotage::sync
