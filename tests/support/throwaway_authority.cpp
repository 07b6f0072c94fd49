#include "support/throwaway_authority.h"

#include "support/throwaway_ca.h"

namespace pilotage::test {

ThrowawayAuthority make_throwaway_authority() {
  const tests::ThrowawayCa ca("Test authority");
  const tests::Identity server = ca.issue();
  return {.ca = ca.pem(), .certificate = server.certificate_pem(), .key = server.key_pem()};
}

const ThrowawayAuthority& throwaway_authority() {
  static const ThrowawayAuthority authority = make_throwaway_authority();
  return authority;
}

} // namespace pilotage::test
