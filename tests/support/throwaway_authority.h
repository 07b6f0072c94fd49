// A throw-away authority and one certificate for 127.0.0.1 that it signed, as the texts that programs read from files.
#pragma once

#include <string>

namespace pilotage::test {

struct ThrowawayAuthority {
  std::string ca;          // PEM
  std::string certificate; // PEM, for 127.0.0.1 and localhost, signed by the authority
  std::string key;         // PEM
};

ThrowawayAuthority make_throwaway_authority();
const ThrowawayAuthority& throwaway_authority(); // the same one for the whole program: keys take time

} // namespace pilotage::test
