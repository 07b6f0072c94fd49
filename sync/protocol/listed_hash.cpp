#include "sync/protocol/listed_hash.h"

#include "sync/protocol/content_hash.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::sync {

std::string read_listed_hash(std::string_view text) {
  constexpr std::string_view kKind = "md5:";
  if (!text.starts_with(kKind)) return {};
  std::string digits = in_lower_case(text.substr(kKind.size()));
  return is_md5_hex(digits) ? digits : std::string();
}

} // namespace pilotage::sync
