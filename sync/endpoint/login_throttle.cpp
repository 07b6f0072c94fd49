#include "sync/endpoint/login_throttle.h"

#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "sync/endpoint/client_network.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kBuckets = std::size_t{1} << 16; // 1 MB for each of the two tables

} // namespace

LoginThrottle::LoginThrottle() : accounts_(kBuckets), addresses_(kBuckets) { randombytes_buf(key_.data(), key_.size()); }

std::int64_t LoginThrottle::attempt(std::string_view account, std::string_view address, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  Bucket& by_account = accounts_[place(account, 'a')];
  Bucket& by_address = addresses_[place(client_network(address), 'p')];
  leak(by_account, kAccount, now);
  leak(by_address, kAddress, now);
  if (const std::int64_t seconds = std::max(wait(by_account, kAccount), wait(by_address, kAddress)); seconds > 0) return seconds;
  by_account.level += 1;
  by_address.level += 1;
  return 0;
}

void LoginThrottle::succeeded(std::string_view account, std::string_view address) {
  const std::lock_guard lock(mutex_);
  accounts_[place(account, 'a')].level = 0;
  Bucket& by_address = addresses_[place(client_network(address), 'p')];
  by_address.level = std::max(0.0, by_address.level - 1);
}

void LoginThrottle::leak(Bucket& bucket, const Rule& rule, std::int64_t now) {
  const double seconds = static_cast<double>(std::max<std::int64_t>(0, now - bucket.at)) / 1000.0;
  bucket.level = std::max(0.0, bucket.level - seconds / rule.leaks_each_seconds);
  bucket.at = now;
}

std::int64_t LoginThrottle::wait(const Bucket& bucket, const Rule& rule) {
  const double over = bucket.level + 1 - rule.limit;
  return over <= 0 ? 0 : static_cast<std::int64_t>(std::ceil(over * rule.leaks_each_seconds));
}

std::size_t LoginThrottle::place(std::string_view text, unsigned char kind) const {
  std::string keyed(1, static_cast<char>(kind));
  keyed += text;
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  static_assert(crypto_shorthash_KEYBYTES == 16);
  crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(keyed.data()), keyed.size(), key_.data());
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return number % kBuckets;
}

} // namespace pilotage::endpoint
