// Who asks, and what they may do.
//
// A collector's or coordinator's token is 32 random bytes, shown once when it is made and kept only as its SHA-256; it comes as
// `Authorization: Bearer`, as the password of `Authorization: Basic`, or in the path (/v1/key/<token>/…, as ODK app users have it). People
// log in (POST /v1/sessions) and send the session's token as Bearer, or send e-mail and password as Basic (password_admission.h).
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

// What the credentials of a request stand for.
struct Identity {
  std::string id; // a UUID: what submissions keep as their sender
  Actor actor;
  std::vector<Grant> grants;
  std::optional<std::vector<std::string>> forms = {}; // the only ones that it has, of its project; absent: all
};
Identity identity_of(const AccessToken& token);
Identity identity_of(const Account& account);

enum class Act { read_forms, submit, read_results, review, manage };

// In this project; in project 0, everywhere.
bool may(const Identity& identity, Act act, ProjectId project);
bool is_administrator(const Identity& identity);

// May it have to do with this form at all? For an app user whom only some forms are assigned to, the others are not there.
bool has_form(const Identity& identity, std::string_view form_id);
Response form_not_assigned(); // 404

// A form that is closed is read by those who read its responses; collectors have nothing to do with it any more.
bool may_read(const Identity& identity, const FormSummary& form);
Response closed_to_collectors(); // 403

// Whoever asks, if they may do this in the project that the address names. A refusal says why: 400 (plain HTTP where credentials would be
// seen), 401 (no credentials, or not valid), 403 (valid, and not for this), 404 (no such project), 429 (too many wrong passwords).
struct Caller {
  Identity token;
  ProjectId project = 0;
};
std::expected<Caller, Response> authorize(Storage& storage, const Request& request, Act act);

// The identity alone, for addresses outside a project.
std::expected<Identity, Response> authenticate(Storage& storage, const Request& request);

// HTTPS, or this machine alone.
bool may_carry_credentials(const Request& request);

// 401 with the sentence, and what the browser is to ask for.
Response unauthorized(std::string_view sentence);

// User name and password of `Authorization: Basic`, "" where there are none.
struct BasicCredentials {
  std::string user;
  std::string password;
};
BasicCredentials basic_credentials(const Request& request);

// The token that the request carries: in its address, as Bearer, or as a password; "" where it carries none.
std::string secret_of(const Request& request);
bool looks_like_token(std::string_view text);

// 43 random characters, URL-safe.
std::string random_secret();

// A new token, and what is kept of it.
struct NewToken {
  std::string secret; // for the person, once
  AccessToken record;
};
NewToken make_token(ProjectId project, Role role, std::string name);

} // namespace pilotage::endpoint
