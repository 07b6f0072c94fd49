// The certificate authorities that a project may be told to trust instead of the system's, as text. Pure; any thread.
#pragma once

#include "forms/error.h"

#include <string_view>

namespace pilotage::sync {

// tls_untrusted, with what to do, unless the text is PEM (RFC 7468) with one certificate or more, each of them whole. Whether they signed
// a server's certificate shows when it is asked.
Result<void> check_authority(std::string_view pem);

} // namespace pilotage::sync
