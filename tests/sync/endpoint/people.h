// People with accounts in a campaign, and clients that speak for them.
#pragma once

#include "sync/endpoint/campaign.h"

namespace pilotage::test {

inline constexpr const char* kPassword = "correct horse battery";

// An account with this role in this project (0: everywhere) and the password above.
endpoint::Account add_person(Campaign& campaign, const std::string& email, endpoint::Role role, endpoint::ProjectId project);
// POST /v1/sessions.
Answer log_in(const Campaign& campaign, const std::string& email, const std::string& password = kPassword);
// A client with the token of a session, and with e-mail and password in every request.
HttpClient logged_in(const Campaign& campaign, const std::string& email);
HttpClient with_basic(const Campaign& campaign, const std::string& email, const std::string& password = kPassword);

} // namespace pilotage::test
