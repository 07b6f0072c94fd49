#include "sync/protocol/feed.h"

#include "sync/protocol/base64.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/json_bounds.h"
#include "sync/protocol/names.h"

namespace pilotage::sync {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxCursorBytes = 200;

json json_of(const FeedItem& item) {
  json attachments = json::array();
  for (const auto& attachment : item.attachments)
    attachments.push_back({{"name", attachment.name}, {"sha256", attachment.sha256}, {"size", attachment.size}});
  json object = {{"sequence", item.sequence},
                 {"instance_id", item.instance_id},
                 {"form_id", item.form_id},
                 {"form_version", item.form_version},
                 {"submitted_at", item.submitted_at},
                 {"sha256", item.sha256},
                 {"attachments", std::move(attachments)}};
  // JSON is UTF-8; XML in another encoding travels in Base64, so that the bytes stay what they were.
  if (is_utf8(item.xml))
    object["xml"] = item.xml;
  else
    object["xml_base64"] = base64(item.xml);
  return object;
}

std::unexpected<Error> broken(const std::string& why) {
  return fail(ErrorCode::malformed, "The results page cannot be read: " + why + ".");
}

Result<std::uint64_t> read_count(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return broken(std::string(name) + " is not a number");
  return found->get<std::uint64_t>();
}

Result<FeedAttachment> read_attachment(const json& object) {
  if (!object.is_object()) return broken("an attachment is not an object");
  auto name = checked_attachment_name(string_member(object, "name"), "results page");
  if (!name) return std::unexpected(name.error());
  auto size = read_count(object, "size");
  if (!size) return std::unexpected(size.error());
  FeedAttachment attachment{.name = *std::move(name), .sha256 = string_member(object, "sha256"), .size = *size};
  if (!attachment.sha256.empty() && !is_sha256_hex(attachment.sha256)) return broken("an attachment's hash is not SHA-256");
  if (attachment.size > kMaxAttachmentBytes)
    return fail(ErrorCode::limit_exceeded, "The attachment \"" + attachment.name + "\" is larger than 4 GB.");
  return attachment;
}

Result<std::string> read_xml(const json& object) {
  if (auto xml = string_member(object, "xml"); !xml.empty()) return xml;
  auto bytes = from_base64(string_member(object, "xml_base64"));
  if (!bytes || bytes->empty()) return broken("an item has no XML");
  return *std::move(bytes);
}

Result<void> read_attachments(const json& object, FeedItem& item) {
  const auto list = object.find("attachments");
  if (list == object.end()) return {};
  if (!list->is_array()) return broken("attachments is not a list");
  if (list->size() > kMaxAttachments) return fail(ErrorCode::limit_exceeded, "A submission has more than 1,000 attachments.");
  for (const auto& entry : *list) {
    auto attachment = read_attachment(entry);
    if (!attachment) return std::unexpected(attachment.error());
    item.attachments.push_back(*std::move(attachment));
  }
  return {};
}

Result<void> read_identity(const json& object, FeedItem& item) {
  auto instance_id = checked_identifier(string_member(object, "instance_id"), "instance id");
  if (!instance_id) return std::unexpected(instance_id.error());
  auto form_id = checked_identifier(string_member(object, "form_id"), "form id");
  if (!form_id) return std::unexpected(form_id.error());
  auto version = checked_identifier(string_member(object, "form_version"), "form version", true);
  if (!version) return std::unexpected(version.error());
  auto submitted_at = checked_identifier(string_member(object, "submitted_at"), "time of submission", true);
  if (!submitted_at) return std::unexpected(submitted_at.error());
  item.instance_id = *std::move(instance_id);
  item.form_id = *std::move(form_id);
  item.form_version = *std::move(version);
  item.submitted_at = *std::move(submitted_at);
  return {};
}

Result<FeedItem> read_item(const json& object) {
  if (!object.is_object()) return broken("an item is not an object");
  FeedItem item;
  auto sequence = read_count(object, "sequence");
  if (!sequence) return std::unexpected(sequence.error());
  item.sequence = *sequence;
  if (auto identity = read_identity(object, item); !identity) return std::unexpected(identity.error());
  auto xml = read_xml(object);
  if (!xml) return std::unexpected(xml.error());
  item.xml = *std::move(xml);
  item.sha256 = string_member(object, "sha256");
  if (item.sha256 != sha256_hex(item.xml)) return broken("the hash of submission " + item.instance_id + " does not fit its XML");
  if (auto attachments = read_attachments(object, item); !attachments) return std::unexpected(attachments.error());
  return item;
}

} // namespace

std::string write_feed_page(const FeedPage& page) {
  json items = json::array();
  for (const auto& item : page.items) items.push_back(json_of(item));
  return json{{"items", std::move(items)}, {"next", page.next}, {"more", page.more}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<FeedPage> read_feed_page(std::string_view text) {
  auto root = parse_json(text, {.max_bytes = kMaxFeedPageBytes, .max_values = 1'000'000}, "results page");
  if (!root) return std::unexpected(root.error());
  const auto items = root->find("items");
  const auto more = root->find("more");
  if (!root->is_object() || items == root->end() || !items->is_array() || more == root->end() || !more->is_boolean())
    return broken("it has no items");
  if (items->size() > kMaxFeedItems) return fail(ErrorCode::limit_exceeded, "The results page has more than 10,000 submissions.");

  FeedPage page{.items = {}, .next = string_member(*root, "next"), .more = more->get<bool>()};
  if (page.next.size() > kMaxCursorBytes) return broken("its cursor is too long");
  for (const auto& entry : *items) {
    auto item = read_item(entry);
    if (!item) return std::unexpected(item.error());
    if (!page.items.empty() && item->sequence <= page.items.back().sequence) return broken("its sequence does not ascend");
    page.items.push_back(*std::move(item));
  }
  if (page.more && (page.items.empty() || page.next.empty())) return broken("it promises more without a step forward");
  return page;
}

std::string feed_path(const FeedQuery& query) {
  std::string path = "results?limit=" + std::to_string(query.limit);
  if (!query.form_id.empty()) path += "&form=" + percent_encode(query.form_id);
  if (!query.after.empty()) path += "&after=" + percent_encode(query.after);
  return path;
}

std::string attachment_path(const FeedItem& item, const FeedAttachment& attachment) {
  const std::string instance = percent_encode(item.instance_id);
  return "forms/" + percent_encode(item.form_id) + "/submissions/" + instance + "/versions/" + instance + "/attachments/" +
         percent_encode(attachment.name);
}

} // namespace pilotage::sync
