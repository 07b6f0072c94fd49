#include "sync/endpoint/client_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdint>

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kNetworkBytes = 8;
constexpr std::size_t kBytesBeforeV4 = 12;

} // namespace

std::string client_network(std::string_view address) {
  std::string text(address);
  in6_addr bytes{};
  if (inet_pton(AF_INET6, text.c_str(), &bytes) != 1) return text;
  char shown[INET6_ADDRSTRLEN] = {};
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    inet_ntop(AF_INET, bytes.s6_addr + kBytesBeforeV4, shown, sizeof shown);
  } else {
    std::fill(bytes.s6_addr + kNetworkBytes, bytes.s6_addr + sizeof bytes.s6_addr, std::uint8_t{0});
    inet_ntop(AF_INET6, &bytes, shown, sizeof shown);
  }
  return shown;
}

} // namespace pilotage::endpoint
