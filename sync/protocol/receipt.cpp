#include "sync/protocol/receipt.h"

#include "sync/protocol/content_hash.h"
#include "sync/protocol/header_fields.h"
#include "sync/protocol/names.h"

#include <charconv>

namespace pilotage::sync {

namespace {

template <typename T>
bool read_number(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::string write_receipt(const Receipt& receipt) {
  return "sequence=" + std::to_string(receipt.sequence) + "; sha256=" + receipt.sha256 +
         "; attachments=" + std::to_string(receipt.attachments) + "; instance=" + percent_encode(receipt.instance_id);
}

Result<Receipt> read_receipt(std::string_view header_value) {
  const auto broken = [] { return fail(ErrorCode::malformed, "The server's receipt cannot be read. Ask the host to check the endpoint."); };
  if (header_value.size() > 2'000) return broken();
  Receipt receipt;
  bool has_sequence = false;
  for (const auto& [name, value] : split_fields(header_value, ';')) {
    if (name == "sequence") {
      if (!read_number(value, receipt.sequence)) return broken();
      has_sequence = true;
    } else if (name == "sha256") {
      receipt.sha256 = value;
    } else if (name == "attachments") {
      if (!read_number(value, receipt.attachments)) return broken();
    } else if (name == "instance") {
      auto decoded = percent_decode(value);
      if (!decoded) return broken();
      receipt.instance_id = *std::move(decoded);
    }
  }
  if (!has_sequence || !is_sha256_hex(receipt.sha256) || !checked_identifier(receipt.instance_id, "instance id")) return broken();
  return receipt;
}

} // namespace pilotage::sync
