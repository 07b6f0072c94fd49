// Lets requests with e-mail and password (Authorization: Basic) sleep while the password is checked, before anything else looks at them.
// All other requests go straight on. Called by the server's threads.
#pragma once

#include "sync/endpoint/access.h"
#include "sync/endpoint/http/server.h"
#include "sync/endpoint/password_check.h"

namespace pilotage::endpoint {

struct Admitted {
  std::optional<Identity> identity;
  LoginVerdict verdict; // why there is no identity
};

Admission admit_passwords(Storage& storage, PasswordCheck& passwords);

} // namespace pilotage::endpoint
