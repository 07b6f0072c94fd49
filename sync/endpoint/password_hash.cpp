#include "sync/endpoint/password_hash.h"

#include <sodium.h>

#include <algorithm>
#include <semaphore>

namespace pilotage::endpoint {

namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemory = std::size_t{32} << 20;
constexpr int kAtOnce = 2;
constexpr std::ptrdiff_t kShortest = 10; // characters
constexpr std::size_t kLongest = 1'000;  // bytes

// One of the places that may compute.
class Place {
public:
  Place() { places().acquire(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { places().release(); }

private:
  static std::counting_semaphore<kAtOnce>& places() {
    static std::counting_semaphore<kAtOnce> all(kAtOnce);
    return all;
  }
};

Result<std::string> hashed(const std::string& password) {
  std::string text(crypto_pwhash_STRBYTES, '\0');
  const Place place;
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses, kMemory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(ErrorCode::internal, "The machine has too little memory free to hash a password. Try again.");
  text.resize(text.find('\0'));
  return text;
}

bool is_character_start(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

} // namespace

Result<std::string> hash_password(const std::string& password) {
  if (std::ranges::count_if(password, is_character_start) < kShortest)
    return fail(ErrorCode::invalid_value, "The password must have 10 characters or more.");
  if (password.size() > kLongest) return fail(ErrorCode::invalid_value, "The password may have 1,000 bytes at most.");
  return hashed(password);
}

bool verify_password(const std::string& stored, const std::string& password) {
  if (password.size() > kLongest) return false;
  static const std::string nobody = hashed("nobody's password").value_or("");
  const std::string& against = stored.empty() ? nobody : stored;
  const Place place;
  return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && !stored.empty();
}

} // namespace pilotage::endpoint
