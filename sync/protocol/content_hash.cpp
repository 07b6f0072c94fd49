#include "sync/protocol/content_hash.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace pilotage::sync {

namespace {

std::string to_hex(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(count * 2);
  for (std::size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

bool is_hex(std::string_view text, std::size_t length) {
  return text.size() == length && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

const EVP_MD* digest_of(HashKind kind) {
  switch (kind) {
  case HashKind::md5: return EVP_md5();
  case HashKind::sha1: return EVP_sha1();
  case HashKind::sha256: break;
  }
  return EVP_sha256();
}

std::string hash_of(HashKind kind, std::string_view bytes) {
  Hasher hasher(kind);
  hasher.add(bytes);
  return hasher.finish();
}

} // namespace

struct Hasher::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> evp{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Hasher::Hasher(HashKind kind) : context_(std::make_unique<Context>()) { EVP_DigestInit_ex(context_->evp.get(), digest_of(kind), nullptr); }

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::add(std::string_view bytes) { EVP_DigestUpdate(context_->evp.get(), bytes.data(), bytes.size()); }

std::string Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_DigestFinal_ex(context_->evp.get(), digest.data(), &length);
  return to_hex(digest.data(), length);
}

std::string sha256_hex(std::string_view bytes) { return hash_of(HashKind::sha256, bytes); }
std::string md5_hex(std::string_view bytes) { return hash_of(HashKind::md5, bytes); }

bool is_sha256_hex(std::string_view text) { return is_hex(text, 64); }
bool is_md5_hex(std::string_view text) { return is_hex(text, 32); }

} // namespace pilotage::sync
