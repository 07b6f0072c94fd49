#include "sync/protocol/listed_hash.h"

#include "sync/protocol/content_hash.h"

namespace pilotage::sync {

Result<std::string> read_listed_hash(std::string_view text, std::string_view where) {
  if (text.empty()) return std::string();
  std::string digits;
  if (text.starts_with("md5:")) {
    for (char c : text.substr(4)) digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (!is_md5_hex(digits)) return fail(ErrorCode::malformed, "The list has a hash that is not \"md5:\" and 32 digits.", std::string(where));
  return digits;
}

} // namespace pilotage::sync
