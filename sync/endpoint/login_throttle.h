// Slows down whoever guesses passwords: wrong log-ins fill a bucket for the account and one for the address (client_network.h), which leak
// over time; a full bucket refuses until it has leaked enough. The buckets are a fixed table chosen by a keyed hash, so that no flood of
// names or addresses takes memory or aims at another's bucket. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace pilotage::endpoint {

class LoginThrottle {
public:
  LoginThrottle();

  // Counts an attempt as wrong until succeeded() says otherwise, so that attempts at the same time do not slip through. Returns the seconds
  // to wait where it may not be made now, else 0. `now` is in milliseconds of a clock that does not jump.
  std::int64_t attempt(std::string_view account, std::string_view address, std::int64_t now);
  void succeeded(std::string_view account, std::string_view address);

private:
  struct Bucket {
    double level = 0;
    std::int64_t at = 0;
  };
  struct Rule {
    double limit;              // wrong log-ins in a row
    double leaks_each_seconds; // one is forgiven after so long
  };
  static constexpr Rule kAccount{.limit = 10, .leaks_each_seconds = 60};
  static constexpr Rule kAddress{.limit = 50, .leaks_each_seconds = 10};

  static void leak(Bucket& bucket, const Rule& rule, std::int64_t now);
  static std::int64_t wait(const Bucket& bucket, const Rule& rule);
  std::size_t place(std::string_view text, unsigned char kind) const;

  std::mutex mutex_;
  std::array<unsigned char, 16> key_{};
  std::vector<Bucket> accounts_;
  std::vector<Bucket> addresses_;
};

} // namespace pilotage::endpoint
