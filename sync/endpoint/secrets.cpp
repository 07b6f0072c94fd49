#include <sodium.h>

#include "sync/endpoint/access.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenLetters = 43; // base64 without padding

} // namespace

bool looks_like_token(std::string_view text) {
  return text.size() == kTokenLetters &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
}

std::string random_secret() {
  unsigned char bytes[kTokenBytes];
  std::string secret;
  do { // one that starts with '-' would be taken for an option on a command line
    randombytes_buf(bytes, sizeof bytes);
    secret.assign(sodium_base64_ENCODED_LEN(kTokenBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(secret.data(), secret.size(), bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    secret.pop_back(); // the terminating zero
  } while (secret.front() == '-');
  sodium_memzero(bytes, sizeof bytes);
  return secret;
}

NewToken make_token(ProjectId project, Role role, std::string name) {
  std::string secret = random_secret();
  AccessToken record{.id = new_uuid(),
                     .project = project,
                     .role = role,
                     .name = std::move(name),
                     .hash = sync::sha256_hex(secret),
                     .created_at = milliseconds_now(),
                     .revoked_at = {},
                     .actor = 0};
  return {.secret = std::move(secret), .record = std::move(record)};
}

} // namespace pilotage::endpoint
