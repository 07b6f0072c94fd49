#include "sync/uploader/digest.h"

#include "sync/protocol/content_hash.h"

namespace pilotage::tests {

std::string digest_field(const std::string& header, const std::string& name) {
  const auto at = header.find(" " + name + "=");
  if (at == std::string::npos) return {};
  auto start = at + name.size() + 2;
  const bool quoted = header[start] == '"';
  if (quoted) ++start;
  return header.substr(start, header.find(quoted ? '"' : ',', start) - start);
}

bool digest_holds(const Asked& asked, const std::string& password) {
  const auto header = asked.header("Authorization");
  if (!header.starts_with("Digest ")) return false;
  const auto field = [&](const std::string& name) { return digest_field(header, name); };
  if (field("uri") != asked.target) return false;
  const auto a1 = sync::md5_hex(field("username") + ":" + field("realm") + ":" + password);
  const auto a2 = sync::md5_hex(asked.method + ":" + field("uri"));
  const std::string between = field("qop").empty() ? "" : field("nc") + ":" + field("cnonce") + ":" + field("qop") + ":";
  return field("response") == sync::md5_hex(a1 + ":" + field("nonce") + ":" + between + a2);
}

} // namespace pilotage::tests
