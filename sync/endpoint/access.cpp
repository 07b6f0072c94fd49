#include "sync/endpoint/access.h"

#include <sodium.h>

#include <charconv>

#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenLetters = 43; // base64 without padding

std::string base64_decoded(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return {};
  bytes.resize(size);
  return bytes;
}

bool looks_like_token(std::string_view text) {
  return text.size() == kTokenLetters &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
}

// The secret that the request carries, "" where it carries none.
std::string secret_of(const Request& request) {
  if (const std::string_view key = request.capture("token"); !key.empty()) return std::string(key);
  const std::string_view authorization = request.header("Authorization");
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view scheme = authorization.substr(0, space);
  const std::string_view value = sync::trim(authorization.substr(space));
  if (sync::equal_ignoring_case(scheme, "Bearer")) return std::string(value);
  if (!sync::equal_ignoring_case(scheme, "Basic")) return {};
  const std::string pair = base64_decoded(value);
  const auto colon = pair.find(':');
  return colon == std::string::npos ? std::string() : pair.substr(colon + 1);
}

Response unauthorized(std::string_view sentence) {
  Response response = text_response(401, sentence);
  response.with("WWW-Authenticate", "Basic realm=\"pilotage-endpoint\", charset=\"UTF-8\"");
  return response;
}

std::unexpected<Response> refusal(Response response) { return std::unexpected(std::move(response)); }

std::expected<AccessToken, Response> token_of(Storage& storage, const Request& request) {
  const bool in_path = !request.capture("token").empty();
  const std::string secret = secret_of(request);
  if (secret.empty())
    return refusal(unauthorized("This address needs a token. Send it as Authorization: Bearer, or as the password of a user."));
  if (!looks_like_token(secret)) return refusal(unauthorized("The token is not one of this server. Ask the coordinator for a new one."));
  const std::string hash = sync::sha256_hex(secret);
  auto token = storage.token_by_hash(hash);
  if (!token && token.error().code != ErrorCode::not_found)
    return refusal(text_response(503, "The server cannot check the token now. Try again later."));
  const bool known = token && sodium_memcmp(token->hash.data(), hash.data(), hash.size()) == 0;
  if (!known || token->revoked_at) {
    const std::string_view sentence = known ? "The token has been revoked. Ask the coordinator for a new one."
                                            : "The token is not one of this server. Ask the coordinator for a new one.";
    return refusal(in_path ? text_response(403, sentence) : unauthorized(sentence));
  }
  return std::move(*token);
}

// Most requests name the token's own project by its number: then nothing is to be looked up.
std::expected<ProjectId, Response> project_of(Storage& storage, std::string_view named, const AccessToken& token) {
  ProjectId number = 0;
  const auto [end, error] = std::from_chars(named.data(), named.data() + named.size(), number);
  if (error == std::errc{} && end == named.data() + named.size() && number == token.project) return number;
  const auto project = storage.project(named);
  if (project) return project->id;
  if (project.error().code != ErrorCode::not_found)
    return refusal(text_response(503, "The server cannot find the project now. Try again later."));
  if (token.project != 0) return refusal(text_response(403, "The token is for another project."));
  return refusal(text_response(404, "There is no such project."));
}

std::string random_secret() {
  unsigned char bytes[kTokenBytes];
  randombytes_buf(bytes, sizeof bytes);
  std::string secret(sodium_base64_ENCODED_LEN(kTokenBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(secret.data(), secret.size(), bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  secret.pop_back(); // the terminating zero
  sodium_memzero(bytes, sizeof bytes);
  return secret;
}

} // namespace

bool may(const AccessToken& token, Act act, ProjectId project) {
  if (token.role == Role::administrator && token.project == 0) return true;
  if (token.project != project) return false;
  if (token.role == Role::collector) return act == Act::read_forms || act == Act::submit;
  return true;
}

std::expected<AccessToken, Response> authenticate(Storage& storage, const Request& request) {
  if (!request.secure && request.peer != "127.0.0.1" && request.peer != "::1")
    return refusal(text_response(400, "Credentials are taken over HTTPS only."));
  return token_of(storage, request);
}

std::expected<Caller, Response> authorize(Storage& storage, const Request& request, Act act) {
  auto token = authenticate(storage, request);
  if (!token) return refusal(std::move(token.error()));
  auto project = project_of(storage, request.capture("project"), *token);
  if (!project) return refusal(std::move(project.error()));
  if (!request.capture("token").empty() && token->role != Role::collector) // addresses end up in logs on the way
    return refusal(text_response(403, "Only a collector's token may stand in an address. Send this one as Authorization: Bearer."));
  if (may(*token, act, *project)) return Caller{.token = std::move(*token), .project = *project};
  if (token->project != 0 && token->project != *project) return refusal(text_response(403, "The token is for another project."));
  return refusal(text_response(403, "This token may send responses and read forms, nothing else."));
}

NewToken make_token(ProjectId project, Role role, std::string name) {
  std::string secret = random_secret();
  while (secret.front() == '-') secret = random_secret(); // a command line would take it for an option
  AccessToken record{.id = new_uuid(),
                     .project = project,
                     .role = role,
                     .name = std::move(name),
                     .hash = sync::sha256_hex(secret),
                     .created_at = milliseconds_now(),
                     .revoked_at = {}};
  return {.secret = std::move(secret), .record = std::move(record)};
}

} // namespace pilotage::endpoint
