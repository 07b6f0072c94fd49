// Who asks, and what they may do. A token is 32 random bytes, shown once when it is made and kept only as its SHA-256; it comes as
// `Authorization: Bearer`, as the password of `Authorization: Basic`, or in the path (/v1/key/<token>/…, as ODK app users have it).
//
// Any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "sync/endpoint/http/request.h"
#include "sync/endpoint/http/response.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

enum class Act { read_forms, submit, read_results, manage };

bool may(const AccessToken& token, Act act, ProjectId project);

// The token of the request, if it may do this in the project that the address names. A refusal says why: 400 (plain HTTP where credentials
// would be seen), 401 (no credentials, or not valid), 403 (valid, and not for this), 404 (no such project).
struct Caller {
  AccessToken token;
  ProjectId project = 0;
};
std::expected<Caller, Response> authorize(Storage& storage, const Request& request, Act act);

// The token alone, for addresses outside a project. Refuses with 400, 401 or 403.
std::expected<AccessToken, Response> authenticate(Storage& storage, const Request& request);

// A new token, and what is kept of it.
struct NewToken {
  std::string secret; // 43 characters, URL-safe: for the person, once
  AccessToken record;
};
NewToken make_token(ProjectId project, Role role, std::string name);

} // namespace pilotage::endpoint
