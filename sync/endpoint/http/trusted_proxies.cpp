#include "sync/endpoint/http/trusted_proxies.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

constexpr std::array<unsigned char, 12> kMappedV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool same_bits(const unsigned char* a, const unsigned char* b, std::size_t bits) {
  if (std::memcmp(a, b, bits / 8) != 0) return false;
  const auto mask = static_cast<unsigned char>(0xff00U >> (bits % 8));
  return bits % 8 == 0 || (a[bits / 8] & mask) == (b[bits / 8] & mask);
}

} // namespace

std::optional<TrustedProxies::Address> TrustedProxies::address_in(std::string_view text) {
  const std::string terminated(text);
  Address address{};
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
  std::ranges::copy(kMappedV4, address.begin());
  if (inet_pton(AF_INET, terminated.c_str(), address.data() + kMappedV4.size()) == 1) return address;
  return std::nullopt;
}

std::optional<TrustedProxies::Network> TrustedProxies::network_in(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = address_in(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Network{.address = *address, .bits = 128};
  const std::string_view number = text.substr(slash + 1);
  std::size_t bits = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
  const bool v4 = text.find(':') == std::string_view::npos;
  if (error != std::errc{} || end != number.data() + number.size() || bits > (v4 ? 32 : 128)) return std::nullopt;
  return Network{.address = *address, .bits = bits + (v4 ? 96 : 0)};
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& addresses) {
  TrustedProxies proxies;
  for (const std::string& text : addresses) {
    const auto network = network_in(text);
    if (!network)
      return fail(ErrorCode::invalid_value, "A trusted proxy is an address (10.0.0.7, ::1) or a network (10.0.0.0/8), not a name.", text);
    proxies.networks_.push_back(*network);
  }
  return proxies;
}

bool TrustedProxies::contains(std::string_view address) const {
  if (networks_.empty()) return false;
  const auto wanted = address_in(address);
  return wanted && std::ranges::any_of(
                       networks_, [&](const Network& network) { return same_bits(network.address.data(), wanted->data(), network.bits); });
}

std::string TrustedProxies::client_of(std::string_view forwarded_for) const {
  std::string_view client;
  for (std::string_view rest = forwarded_for; !rest.empty();) {
    const auto comma = rest.rfind(',');
    client = sync::trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
    if (!contains(client)) break;
  }
  return address_in(client) ? std::string(client) : std::string();
}

} // namespace pilotage::endpoint
