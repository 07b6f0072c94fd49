// Which addresses count as one client where something is limited by address. Pure function; any thread.
#pragma once

#include <string>
#include <string_view>

namespace pilotage::endpoint {

// An IPv4 address as it is, also where it comes mapped into IPv6 (::ffff:203.0.113.7). Of an IPv6 address the first 64 bits,
// "2001:db8:1:2::": every network that a provider gives out has at least so many addresses for each of its hosts. What is no address, as it
// is.
std::string client_network(std::string_view address);

} // namespace pilotage::endpoint
