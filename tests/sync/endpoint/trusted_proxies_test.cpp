// Which addresses are those of proxies, and who asked the first of them.
#include <doctest/doctest.h>

#include "sync/endpoint/http/trusted_proxies.h"

using pilotage::endpoint::TrustedProxies;

TEST_CASE("addresses and networks of proxies") {
  const auto proxies = TrustedProxies::parse({"10.0.0.7", "192.168.16.0/20", "::1", "2001:db8::/32"});
  REQUIRE(proxies);
  for (const char* ours : {"10.0.0.7", "::ffff:10.0.0.7", "192.168.16.0", "192.168.31.255", "::1", "2001:db8:1::2"})
    CHECK_MESSAGE(proxies->contains(ours), ours);
  for (const char* other : {"10.0.0.8", "192.168.32.0", "192.168.15.255", "::2", "2001:db9::1", "", "proxy", "10.0.0.7x"})
    CHECK_MESSAGE(!proxies->contains(other), other);
  CHECK_FALSE(TrustedProxies().contains("10.0.0.7"));
  CHECK(TrustedProxies::parse({"0.0.0.0/0"})->contains("203.0.113.9"));
  for (const char* wrong : {"", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/8 "})
    CHECK_MESSAGE(!TrustedProxies::parse({wrong}), wrong);
}

TEST_CASE("the client is the last in the list that is no proxy") {
  const auto proxies = TrustedProxies::parse({"10.0.0.0/8"});
  REQUIRE(proxies);
  CHECK(proxies->client_of("203.0.113.9") == "203.0.113.9");
  CHECK(proxies->client_of("203.0.113.9, 10.0.0.7,10.0.0.8") == "203.0.113.9");
  CHECK(proxies->client_of("198.51.100.1, 203.0.113.9, 10.0.0.7") == "203.0.113.9"); // the first is the client's own word
  CHECK(proxies->client_of("10.0.0.7") == "10.0.0.7");                               // a proxy that asks for itself
  CHECK(proxies->client_of("unknown, 10.0.0.7") == "");
  CHECK(proxies->client_of("") == "");
  CHECK(proxies->client_of(",") == "");
}
