#include "sync/protocol/batch.h"

#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"
#include "sync/protocol/packed.h"

namespace pilotage::sync {

namespace {

constexpr std::string_view kMagic = "PLB1";

void append_text(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((size >> shift) & 0xff);
  out += text;
}

std::unexpected<Error> broken() { return fail(ErrorCode::malformed, "The batch is damaged."); }

// What is left to read.
class Cursor {
public:
  explicit Cursor(std::string_view bytes) : left_(bytes) {}
  bool at_end() const { return left_.empty(); }

  std::optional<unsigned char> byte() {
    if (left_.empty()) return std::nullopt;
    const auto value = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    return value;
  }

  std::optional<std::string_view> text() {
    std::uint32_t size = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      const auto next = byte();
      if (!next) return std::nullopt;
      size |= static_cast<std::uint32_t>(*next) << shift;
    }
    if (size > left_.size()) return std::nullopt;
    const auto value = left_.substr(0, size);
    left_.remove_prefix(size);
    return value;
  }

private:
  std::string_view left_;
};

Result<BatchItem> read_item(Cursor& cursor) {
  const auto flags = cursor.byte();
  const auto instance_id = cursor.text();
  const auto xml = cursor.text();
  if (!flags || *flags > 1 || !instance_id || !xml || xml->empty()) return broken();
  if (xml->size() > kMaxSubmissionXmlBytes) return fail(ErrorCode::limit_exceeded, "A submission in the batch is larger than 16 MB.");
  auto checked = checked_identifier(*instance_id, "instance id");
  if (!checked) return std::unexpected(checked.error());
  return BatchItem{.instance_id = *std::move(checked), .xml = std::string(*xml), .incomplete = *flags == 1};
}

} // namespace

Result<std::string> write_batch(std::span<const BatchItem> items, std::string_view dictionary) {
  std::string plain(kMagic);
  for (const auto& item : items) {
    plain += item.incomplete ? '\1' : '\0';
    append_text(plain, item.instance_id);
    append_text(plain, item.xml);
  }
  if (items.size() > kMaxBatchItems || plain.size() > kMaxBatchBytes) return fail(ErrorCode::internal, "A batch was made too large.");
  return pack(plain, dictionary);
}

Result<std::vector<BatchItem>> read_batch(std::string_view bytes, std::string_view dictionary) {
  if (bytes.size() > kMaxPackedBatchBytes) return fail(ErrorCode::limit_exceeded, "The batch is larger than 16 MB.");
  auto plain = unpack(bytes, kMaxBatchBytes, dictionary);
  if (!plain) return std::unexpected(plain.error());
  if (!plain->starts_with(kMagic)) return broken();
  Cursor cursor(std::string_view(*plain).substr(kMagic.size()));
  std::vector<BatchItem> items;
  while (!cursor.at_end()) {
    if (items.size() == kMaxBatchItems) return fail(ErrorCode::limit_exceeded, "The batch has more than 1,000 submissions.");
    auto item = read_item(cursor);
    if (!item) return std::unexpected(item.error());
    items.push_back(*std::move(item));
  }
  return items;
}

} // namespace pilotage::sync
