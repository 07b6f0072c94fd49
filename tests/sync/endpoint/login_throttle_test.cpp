// Whose wrong log-ins are counted together. The clock is the test's own.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "sync/endpoint/login_throttle.h"

using pilotage::endpoint::LoginThrottle;

namespace {

// Wrong log-ins to accounts that are never the same, all at one moment: only the address is ever slowed down.
struct Guesser {
  LoginThrottle throttle;
  int guessed = 0;

  bool may_guess_from(const std::string& address) { return throttle.attempt(fmt::format("user {}", ++guessed), address, 1'000) == 0; }
};

} // namespace

TEST_CASE("addresses of one IPv6 network of 64 bits are one client") {
  Guesser guesser;
  for (int i = 0; i < 50; ++i) CHECK(guesser.may_guess_from(fmt::format("2001:db8:1:2:{:x}::{:x}", i, i + 1)));
  CHECK_FALSE(guesser.may_guess_from("2001:db8:1:2::99"));
  CHECK_FALSE(guesser.may_guess_from("2001:0db8:0001:0002:ffff:ffff:ffff:ffff"));
  CHECK(guesser.may_guess_from("2001:db8:1:3::99"));
  CHECK(guesser.may_guess_from("2001:db8:2:2::99"));
}

TEST_CASE("an IPv4 address is a client of its own, in either way of writing it") {
  Guesser guesser;
  for (int i = 0; i < 50; ++i) CHECK(guesser.may_guess_from(i % 2 == 0 ? "203.0.113.7" : "::ffff:203.0.113.7"));
  CHECK_FALSE(guesser.may_guess_from("203.0.113.7"));
  CHECK_FALSE(guesser.may_guess_from("::ffff:203.0.113.7"));
  CHECK_FALSE(guesser.may_guess_from("::ffff:cb00:7107"));
  CHECK(guesser.may_guess_from("203.0.113.8"));
  CHECK(guesser.may_guess_from("::ffff:203.0.113.8"));
}

TEST_CASE("a log-in that was right takes back its own count and no other") {
  Guesser guesser;
  for (int i = 0; i < 49; ++i) CHECK(guesser.may_guess_from("2001:db8:1:2::1"));
  CHECK(guesser.throttle.attempt("ada@example.org", "2001:db8:1:2::2", 1'000) == 0);
  guesser.throttle.succeeded("ada@example.org", "2001:db8:1:2::2");
  CHECK(guesser.may_guess_from("2001:db8:1:2::3"));
  CHECK_FALSE(guesser.may_guess_from("2001:db8:1:2::4"));
}
