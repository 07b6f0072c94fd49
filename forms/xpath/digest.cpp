#include "forms/xpath/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>

namespace pilotage::forms::xpath {

namespace {

constexpr std::string_view kBase64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const EVP_MD* algorithm_called(std::string_view name) {
  if (name == "MD5") return EVP_md5();
  if (name == "SHA-1" || name == "SHA1") return EVP_sha1();
  if (name == "SHA-256" || name == "SHA256") return EVP_sha256();
  if (name == "SHA-384" || name == "SHA384") return EVP_sha384();
  if (name == "SHA-512" || name == "SHA512") return EVP_sha512();
  return nullptr;
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using HashContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

} // namespace

std::optional<std::string> digest_bytes(std::string_view text, std::string_view algorithm) {
  const EVP_MD* hash = algorithm_called(algorithm);
  if (hash == nullptr) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int length = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &length, hash, nullptr) != 1) return std::nullopt;
  return std::string(out.begin(), out.begin() + length);
}

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t j) -> std::uint32_t { return j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0u; };
    const std::uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out += kBase64Alphabet[group >> 18];
    out += kBase64Alphabet[(group >> 12) & 63];
    out += i + 1 < bytes.size() ? kBase64Alphabet[(group >> 6) & 63] : '=';
    out += i + 2 < bytes.size() ? kBase64Alphabet[group & 63] : '=';
  }
  return out;
}

std::string base64_decoded(std::string_view text) {
  std::string out;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t value = kBase64Alphabet.find(c);
    if (c == '=') break;
    if (value == std::string_view::npos) continue;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((group >> bits) & 0xFF);
  }
  return out;
}

std::optional<std::string> signed_message(std::string_view signature_and_message, std::string_view public_key) {
  constexpr std::size_t kSignature = 64;
  if (signature_and_message.size() < kSignature) return std::nullopt;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key), public_key.size()), EVP_PKEY_free);
  const HashContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!key || !context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return std::nullopt;
  const std::string_view message = signature_and_message.substr(kSignature);
  if (EVP_DigestVerify(context.get(), bytes_of(signature_and_message), kSignature, bytes_of(message), message.size()) != 1)
    return std::nullopt;
  return std::string(message);
}

} // namespace pilotage::forms::xpath
