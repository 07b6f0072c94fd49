// Passwords as Argon2id (libsodium) makes them: 32 MB of memory and three passes each. However many are checked at once, two at a time are
// computed, so that a flood of log-ins takes 64 MB and not more. Slow by design: never on a thread that serves connections. Any thread.
#pragma once

#include <string>

#include "forms/error.h"

namespace pilotage::endpoint {

// What is stored of a password. Errors: invalid_value (shorter than 10 characters or longer than 1,000 bytes), internal.
Result<std::string> hash_password(const std::string& password);

// Takes as long for an account that does not exist (`stored` empty) as for a wrong password.
bool verify_password(const std::string& stored, const std::string& password);

} // namespace pilotage::endpoint
