#include "sync/endpoint/access.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "sync/endpoint/password_admission.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

constexpr std::string_view kOnlySecure = "Credentials are taken over HTTPS only. Where a proxy ends HTTPS, the host names it in "
                                         "trusted_proxies and lets it send X-Forwarded-Proto.";

std::string base64_decoded(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return {};
  bytes.resize(size);
  return bytes;
}

// The value of Authorization after this scheme, "" where it is another.
std::string_view authorization(const Request& request, std::string_view scheme) {
  const std::string_view value = request.header("Authorization");
  const auto space = value.find(' ');
  if (space == std::string_view::npos || !sync::equal_ignoring_case(value.substr(0, space), scheme)) return {};
  return sync::trim(value.substr(space));
}

std::unexpected<Response> refusal(Response response) { return std::unexpected(std::move(response)); }

std::unexpected<Response> database_failed() {
  return refusal(text_response(503, "The server cannot check the token now. Try again later."));
}

std::unexpected<Response> unknown(bool in_path) {
  constexpr std::string_view kSentence =
      "The token is not one of this server, or is over. Ask the coordinator for a new one, or log in again.";
  return refusal(in_path ? text_response(403, kSentence) : unauthorized(kSentence));
}

std::expected<Identity, Response> identity_of_session(Storage& storage, const std::string& hash, bool in_path) {
  if (in_path) return unknown(in_path);
  const auto account = storage.account_of_session(hash, milliseconds_now());
  if (account) return identity_of(*account);
  if (account.error().code == ErrorCode::not_found) return unknown(in_path);
  return database_failed();
}

std::expected<Identity, Response> identity_of_secret(Storage& storage, const Request& request) {
  const bool in_path = !request.capture("token").empty();
  const std::string secret = secret_of(request);
  if (secret.empty())
    return refusal(unauthorized("This address needs a token. Send it as Authorization: Bearer, or as the password of a user."));
  if (!looks_like_token(secret)) return refusal(unauthorized("The token is not one of this server. Ask the coordinator for a new one."));
  const std::string hash = sync::sha256_hex(secret);
  const auto token = storage.token_by_hash(hash);
  if (!token && token.error().code == ErrorCode::not_found) return identity_of_session(storage, hash, in_path);
  if (!token) return database_failed();
  if (sodium_memcmp(token->hash.data(), hash.data(), hash.size()) != 0) return unknown(in_path);
  if (!token->revoked_at) return identity_of(*token);
  constexpr std::string_view kRevoked = "The token has been revoked. Ask the coordinator for a new one.";
  return refusal(in_path ? text_response(403, kRevoked) : unauthorized(kRevoked));
}

// Of someone with a role in one project alone: that project.
ProjectId only_project(const Identity& identity) { return identity.grants.size() == 1 ? identity.grants.front().project : 0; }

// Most requests name the token's own project by its number: then nothing is to be looked up.
std::expected<ProjectId, Response> project_of(Storage& storage, std::string_view named, const Identity& identity) {
  ProjectId number = 0;
  const auto [end, error] = std::from_chars(named.data(), named.data() + named.size(), number);
  const ProjectId own = only_project(identity);
  if (own != 0 && error == std::errc{} && end == named.data() + named.size() && number == own) return number;
  const auto project = storage.project(named);
  if (project) return project->id;
  if (project.error().code != ErrorCode::not_found)
    return refusal(text_response(503, "The server cannot find the project now. Try again later."));
  if (!is_administrator(identity)) return refusal(text_response(403, "The token is for another project."));
  return refusal(text_response(404, "There is no such project."));
}

bool allows(Role role, Act act) {
  switch (role) {
  case Role::collector: return act == Act::read_forms || act == Act::submit;
  case Role::viewer: return act == Act::read_forms || act == Act::read_results || act == Act::review;
  case Role::coordinator:
  case Role::administrator: return true;
  }
  return false;
}

bool knows(const Identity& identity, ProjectId project) {
  return std::ranges::any_of(identity.grants, [&](const Grant& grant) { return grant.project == 0 || grant.project == project; });
}

bool only_collects(const Identity& identity) {
  return std::ranges::all_of(identity.grants, [](const Grant& grant) { return grant.role == Role::collector; });
}

} // namespace

Identity identity_of(const AccessToken& token) {
  return {.id = token.id,
          .actor = {.id = token.actor, .kind = ActorKind::app_user, .name = token.name, .created_at = token.created_at},
          .grants = {{.project = token.project, .role = token.role}},
          .forms = token.forms};
}

Identity identity_of(const Account& account) { return {.id = account.uuid, .actor = account.actor, .grants = account.grants}; }

bool may(const Identity& identity, Act act, ProjectId project) {
  return std::ranges::any_of(identity.grants, [&](const Grant& grant) {
    const bool here = grant.project == project || (grant.project == 0 && grant.role == Role::administrator);
    return here && allows(grant.role, act);
  });
}

bool is_administrator(const Identity& identity) {
  return std::ranges::find(identity.grants, Grant{.project = 0, .role = Role::administrator}) != identity.grants.end();
}

bool has_form(const Identity& identity, std::string_view form_id) {
  return !identity.forms || std::ranges::find(*identity.forms, form_id) != identity.forms->end();
}

Response form_not_assigned() {
  return text_response(404, "This form is not assigned to this app user. Ask the project manager to assign it.");
}

bool may_read(const Identity& identity, const FormSummary& form) {
  return has_form(identity, form.form_id) && may(identity, Act::read_forms, form.project) &&
         (form.state != FormState::closed || may(identity, Act::read_results, form.project));
}

Response closed_to_collectors() { return text_response(403, "This form is closed. Only those who read its responses may see it."); }

bool may_carry_credentials(const Request& request) {
  return request.secure || (!request.forwarded && (request.peer == "127.0.0.1" || request.peer == "::1"));
}

Response unauthorized(std::string_view sentence) {
  Response response = text_response(401, sentence);
  response.with("WWW-Authenticate", "Basic realm=\"pilotage-endpoint\", charset=\"UTF-8\"");
  return response;
}

std::string secret_of(const Request& request) {
  if (const std::string_view key = request.capture("token"); !key.empty()) return std::string(key);
  if (const std::string_view bearer = authorization(request, "Bearer"); !bearer.empty()) return std::string(bearer);
  return basic_credentials(request).password;
}

BasicCredentials basic_credentials(const Request& request) {
  const std::string pair = base64_decoded(authorization(request, "Basic"));
  const auto colon = pair.find(':');
  if (colon == std::string::npos) return {};
  return {.user = pair.substr(0, colon), .password = pair.substr(colon + 1)};
}

std::expected<Identity, Response> authenticate(Storage& storage, const Request& request) {
  if (!may_carry_credentials(request)) return refusal(text_response(400, kOnlySecure));
  if (request.admitted != nullptr) {
    if (request.admitted->identity) return *request.admitted->identity;
    return refusal(refused_login(request.admitted->verdict));
  }
  return identity_of_secret(storage, request);
}

std::expected<Caller, Response> authorize(Storage& storage, const Request& request, Act act) {
  auto identity = authenticate(storage, request);
  if (!identity) return refusal(std::move(identity.error()));
  auto project = project_of(storage, request.capture("project"), *identity);
  if (!project) return refusal(std::move(project.error()));
  if (!request.capture("token").empty() && !only_collects(*identity)) // addresses end up in logs on the way
    return refusal(text_response(403, "Only a collector's token may stand in an address. Send this one as Authorization: Bearer."));
  if (may(*identity, act, *project)) return Caller{.token = std::move(*identity), .project = *project};
  if (!knows(*identity, *project)) return refusal(text_response(403, "The token is for another project."));
  if (only_collects(*identity)) return refusal(text_response(403, "This token may send responses and read forms, nothing else."));
  return refusal(text_response(403, "Your role in this project does not allow this. Ask its project manager."));
}

} // namespace pilotage::endpoint
