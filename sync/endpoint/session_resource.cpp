// POST /v1/sessions: e-mail and password become a token for a day. DELETE /v1/sessions/<token> (or "current"): it ends; a manager ends an
// app user's token in the same way, as on ODK Central.
#include <nlohmann/json.hpp>

#include "sync/endpoint/management.h"
#include "sync/endpoint/password_check.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

namespace {

constexpr std::int64_t kLasts = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::size_t kLongestLogin = std::size_t{16} * 1024;

Response opened(const Service& service, const Account& account) {
  const std::string secret = random_secret();
  const std::int64_t now = milliseconds_now();
  const Session session{.hash = sync::sha256_hex(secret), .account = account.actor.id, .created_at = now, .expires_at = now + kLasts};
  const auto stored = audited(service, {.by = identity_of(account), .project = 0, .action = "user.session.create"},
                              [&] { return service.storage.open_session(session, account.password); });
  if (!stored)
    return stored.error().code == ErrorCode::conflict ? refused_login({.account = {}, .status = 401, .retry_after = 0})
                                                      : failure_response(service, stored.error());
  const nlohmann::ordered_json json = {{"token", secret}, {"createdAt", iso_time(now)}, {"expiresAt", iso_time(session.expires_at)}};
  Response response = json_response(200, json.dump());
  response.with("Cache-Control", "no-store");
  return response;
}

// Collects the body, then lets the password be checked on the threads for that.
class LogIn : public Exchange {
public:
  LogIn(const Service& service, const Request& request) : service_(service), address_(request.peer) {}

  std::optional<Response> receive(std::string_view piece) override {
    if (body_.size() + piece.size() > kLongestLogin) return text_response(413, "A log-in is shorter than this.");
    body_.append(piece);
    return std::nullopt;
  }

  void finish(Reply reply) override {
    const auto json = nlohmann::json::parse(body_, nullptr, false);
    const bool complete = json.is_object() && json.contains("email") && json["email"].is_string() && json.contains("password") &&
                          json["password"].is_string();
    if (!complete) return reply(text_response(400, "Send {\"email\": \"…\", \"password\": \"…\"}."));
    service_.passwords.check(
        {.email = json["email"].get<std::string>(), .password = json["password"].get<std::string>(), .address = address_},
        [this, reply = std::move(reply)](const LoginVerdict& verdict) {
          if (!verdict.account) service_.log.write(LogLevel::warning, "login_refused", {{"status", std::int64_t{verdict.status}}});
          reply(verdict.account ? opened(service_, *verdict.account) : refused_login(verdict));
        });
  }

private:
  const Service& service_;
  const std::string address_;
  std::string body_;
};

std::expected<std::unique_ptr<Exchange>, Response> begin_login(const Service& service, const Request& request) {
  if (!may_carry_credentials(request)) return std::unexpected(text_response(400, "Credentials are taken over HTTPS only."));
  if (request.content_length.value_or(0) > kLongestLogin) return std::unexpected(text_response(413, "A log-in is shorter than this."));
  return std::make_unique<LogIn>(service, request);
}

Response no_such_session() { return text_response(404, "There is no such session."); }

// The token of an app user, by someone who manages its project.
Response end_token(const Service& service, const Identity& by, const std::string& hash) {
  const auto token = service.storage.token_by_hash(hash);
  if (!token && token.error().code == ErrorCode::not_found) return no_such_session();
  if (!token) return failure_response(service, token.error());
  if (token->role != Role::collector || !may(by, Act::manage, token->project)) return no_such_session();
  const auto revoked = audited(service, {.by = by, .project = token->project, .action = "field_key.session.end"},
                               [&] { return service.storage.revoke_token(token->id); });
  if (!revoked) return management_refusal(service, revoked.error());
  return *revoked ? success() : no_such_session();
}

Response end(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  const std::string_view named = request.capture("session");
  const std::string_view bearer = request.header("Authorization");
  const std::string_view own = bearer.substr(std::min(bearer.size(), bearer.find(' ') + 1));
  const std::string hash = sync::sha256_hex(named == "current" ? own : named);
  const auto whose = service.storage.account_of_session(hash, milliseconds_now());
  if (!whose && whose.error().code == ErrorCode::not_found) return end_token(service, *identity, hash);
  if (!whose) return failure_response(service, whose.error());
  if (whose->actor.id != identity->actor.id && !is_administrator(*identity)) return no_such_session();
  const auto closed =
      audited(service, {.by = *identity, .project = 0, .action = "user.session.end"}, [&] { return service.storage.close_session(hash); });
  return closed ? success() : failure_response(service, closed.error());
}

} // namespace

void add_session_routes(Router& router, const Service& service) {
  add_management_route(router, "POST", "/v1/sessions", [&service](const Request& request) { return begin_login(service, request); });
  add_management_route(router, "DELETE", "/v1/sessions/{session}",
                       answer([&service](const Request& request) { return end(service, request); }));
}

} // namespace pilotage::endpoint
