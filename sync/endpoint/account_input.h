// What people type when an account is made, checked and put into its stored form. Slow where a password is given (password_hash.h). Any
// thread.
#pragma once

#include <string>

#include "forms/error.h"
#include "sync/endpoint/storage/account_records.h"

namespace pilotage::endpoint {

// E-mail addresses are compared without case; the name is the e-mail where it is empty; no password means that nobody can log in yet.
// Error: invalid_value.
Result<NewAccount> new_account(std::string_view email, std::string_view name, const std::string& password);

} // namespace pilotage::endpoint
