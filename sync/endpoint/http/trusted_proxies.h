// The proxies in front that the host has named. What a request says of where it comes from (X-Forwarded-For) and how (X-Forwarded-Proto)
// is believed where one of them hands it on, and ignored otherwise. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::endpoint {

class TrustedProxies {
public:
  // Addresses ("10.0.0.7", "::1") and networks ("10.0.0.0/8"). Error: invalid_value.
  static Result<TrustedProxies> parse(const std::vector<std::string>& addresses);

  bool empty() const { return networks_.empty(); }
  bool contains(std::string_view address) const;
  // Who asked the first of the proxies, by a list "client, proxy, proxy" as each of them adds to it: the last that is no proxy of ours.
  // "" where the list holds something that is no address.
  std::string client_of(std::string_view forwarded_for) const;

private:
  using Address = std::array<unsigned char, 16>; // IPv6; IPv4 as ::ffff:a.b.c.d
  struct Network {
    Address address;
    std::size_t bits;
  };
  static std::optional<Address> address_in(std::string_view text);
  static std::optional<Network> network_in(std::string_view text);

  std::vector<Network> networks_;
};

} // namespace pilotage::endpoint
