// The server's side of Digest authentication (RFC 7616, MD5, qop absent or "auth"), for scripts that ask for it.
#pragma once

#include "sync/uploader/scripted_server.h"

#include <string>

namespace pilotage::tests {

// A field of an Authorization header, quoted or not; "" when it is not there.
std::string digest_field(const std::string& header, const std::string& name);

// Whether the request answers a challenge with that password. With qop="auth" the client's own nonce and its count belong into it.
bool digest_holds(const Asked& asked, const std::string& password);

} // namespace pilotage::tests
