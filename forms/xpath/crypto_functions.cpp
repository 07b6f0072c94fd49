// Hashes, encodings, signatures and patterns (ODK XForms, "String Functions", "Boolean Functions"; extract-signed() as in ODK Collect).
#include "forms/xpath/characters.h"
#include "forms/xpath/digest.h"
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"
#include "forms/xpath/pattern.h"

namespace pilotage::forms::xpath {

namespace {

Value digest(Evaluation& evaluation, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  const std::string algorithm = arguments.string(1);
  const std::string encoding = arguments.size() == 3 ? arguments.string(2) : "base64";
  const auto bytes = digest_bytes(text, algorithm);
  if (!bytes)
    return evaluation.fail(ErrorCode::invalid_value, "digest() knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, not \"" + algorithm + "\".");
  if (encoding == "base64" || encoding == "BASE64") return base64(*bytes);
  if (encoding == "hex" || encoding == "HEX") return hexadecimal(*bytes);
  return evaluation.fail(ErrorCode::invalid_value, "digest() writes base64 or hex, not \"" + encoding + "\".");
}

Value base64_decode(Evaluation& /*evaluation*/, const Arguments& arguments) { return valid_utf8(base64_decoded(arguments.string(0))); }

// "" where the signature is not right.
Value extract_signed(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string contents = base64_decoded(arguments.string(0));
  const std::string key = base64_decoded(arguments.string(1));
  return valid_utf8(signed_message(contents, key).value_or(""));
}

Value regex(Evaluation& evaluation, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  const std::string pattern = arguments.string(1);
  if (evaluation.failed()) return {};
  switch (find_pattern(text, pattern)) {
  case PatternResult::found: return true;
  case PatternResult::not_found: return false;
  case PatternResult::bad_pattern: break;
  case PatternResult::too_costly:
    return evaluation.fail(ErrorCode::limit_exceeded, "regex() takes too long for this text: simplify the pattern \"" + pattern + "\".");
  }
  return evaluation.fail(ErrorCode::invalid_value, "\"" + pattern + "\" is not a regular expression.");
}

constexpr Function kCryptoFunctions[] = {
    {"digest", 2, 3, digest},
    {"base64-decode", 1, 1, base64_decode},
    {"extract-signed", 2, 2, extract_signed},
    {"regex", 2, 2, regex},
};

} // namespace

std::span<const Function> crypto_functions() { return kCryptoFunctions; }

} // namespace pilotage::forms::xpath
