// /v1/users: people with an account. Administrators make, change and deactivate them; everybody changes their own name and password.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sync/endpoint/account_input.h"
#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/central_roles.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/password_check.h"
#include "sync/endpoint/password_hash.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestBody = std::size_t{64} * 1024;

std::string text_in(const json& object, const char* field) {
  return object.is_object() && object.contains(field) && object[field].is_string() ? object[field].get<std::string>() : std::string();
}

bool manages_something(const Identity& identity) {
  return std::ranges::any_of(identity.grants, [](const Grant& grant) { return grant.role == Role::coordinator; });
}

// Administrators see all. A project manager finds a person to give a role to by the whole e-mail address.
Response list_users(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  const std::string query = sync::in_lower_case(request.query_value("q").value_or(""));
  const bool all = is_administrator(*identity);
  if (!all && (!manages_something(*identity) || query.empty()))
    return text_response(403, "Only an administrator sees all users. A project manager finds one by ?q= and the e-mail address.");
  auto accounts = service.storage.accounts(query);
  if (!accounts) return failure_response(service, accounts.error());
  auto array = nlohmann::ordered_json::array();
  for (const Account& account : *accounts)
    if (all || account.email == query) array.push_back(account_json(account));
  return json_response(200, array.dump());
}

// The account in the address, if the caller may see it (their own) or is an administrator.
struct Addressed {
  Identity by;
  Account account;
};
std::expected<Addressed, Response> addressed(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::unexpected(std::move(identity.error()));
  const bool current = request.capture("user") == "current" && identity->actor.kind == ActorKind::person;
  const ActorId id = current ? identity->actor.id : request.captured_number("user");
  const bool own = identity->actor.kind == ActorKind::person && id == identity->actor.id;
  if (!own && !is_administrator(*identity)) return std::unexpected(text_response(403, "Only an administrator sees other users."));
  auto account = service.storage.account(id);
  if (!account) return std::unexpected(management_refusal(service, account.error()));
  return Addressed{.by = std::move(*identity), .account = std::move(*account)};
}

Response show_user(const Service& service, const Request& request) {
  auto found = addressed(service, request);
  if (!found) return std::move(found.error());
  auto shown = account_json(found->account);
  if (wants_extended(request)) shown["verbs"] = verbs_in(found->account.grants, 0);
  return json_response(200, shown.dump());
}

Response create_user(const Service& service, const Request& request, std::string_view body) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  const json given = json::parse(body, nullptr, false);
  const auto account = new_account(text_in(given, "email"), text_in(given, "displayName"), text_in(given, "password"));
  if (!account) return management_refusal(service, account.error());
  const auto made = audited(service, {.by = *identity, .project = 0, .action = "user.create"}, [&](AuditEntry& entry) {
    auto created = service.storage.create_account(*account);
    if (created) entry.details = json{{"actee", created->actor.id}}.dump();
    return created;
  });
  if (!made) return management_refusal(service, made.error());
  return json_response(200, account_json(*made).dump());
}

// An object whose fields are of their types; no other says what is to change.
bool describes_person(const json& given) {
  if (!given.is_object()) return false;
  return std::ranges::all_of(std::array{"email", "displayName"}, [&](const char* field) {
    return !given.contains(field) || given[field].is_null() || given[field].is_string();
  });
}

Response change_user(const Service& service, const Request& request, std::string_view body) {
  auto found = addressed(service, request);
  if (!found) return std::move(found.error());
  const Account& account = found->account;
  const json given = json::parse(body, nullptr, false);
  if (!describes_person(given)) return text_response(400, R"(Send {"displayName": "…"} or {"email": "…"}.)");
  const std::string email = text_in(given, "email");
  const std::string name = text_in(given, "displayName");
  const auto checked = new_account(email.empty() ? account.email : email, name.empty() ? account.actor.name : name, "");
  if (!checked) return management_refusal(service, checked.error());
  if (checked->email != account.email && !is_administrator(found->by))
    return text_response(403, "Only an administrator changes an e-mail address: it is what people log in with.");
  AccountChange change;
  if (!email.empty()) change.email = checked->email;
  if (!name.empty()) change.name = checked->name;
  const json details = {{"actee", account.actor.id}};
  const auto changed = audited(service, {.by = found->by, .project = 0, .action = "user.update", .details = details.dump()},
                               [&] { return service.storage.change_account(account.actor.id, change); });
  if (!changed) return management_refusal(service, changed.error());
  return json_response(200, account_json(*changed).dump());
}

// What refuses to set one's own password without the one that holds.
std::optional<Response> refused_old_password(const Service& service, const Request& request, const Account& account,
                                             const std::string& old) {
  const LoginVerdict verdict = service.passwords.confirm(account, old, request.peer);
  if (verdict.account) return std::nullopt;
  if (verdict.status != 401) return refused_login(verdict);
  return text_response(400, "The old password is wrong. Send {\"old\": \"…\", \"new\": \"…\"}.");
}

// {"old", "new"}; an administrator sets another's without the old one. On a worker: Argon2 takes long.
Response set_password(const Service& service, const Request& request, std::string_view body) {
  auto found = addressed(service, request);
  if (!found) return std::move(found.error());
  const Account& account = found->account;
  const json given = json::parse(body, nullptr, false);
  AccountChange change;
  if (found->by.actor.id == account.actor.id) {
    if (auto refused = refused_old_password(service, request, account, text_in(given, "old"))) return std::move(*refused);
    change.old_password = account.password;
  }
  auto hashed = hash_password(text_in(given, "new"));
  if (!hashed) return management_refusal(service, hashed.error());
  change.password = std::move(*hashed);
  const json details = {{"actee", account.actor.id}, {"data", {{"password", true}}}};
  const auto changed = audited(service, {.by = found->by, .project = 0, .action = "user.update", .details = details.dump()},
                               [&] { return service.storage.change_account(account.actor.id, change); });
  return changed ? success() : management_refusal(service, changed.error());
}

Response deactivate(const Service& service, const Request& request) {
  auto found = addressed(service, request);
  if (!found) return std::move(found.error());
  if (!is_administrator(found->by)) return text_response(403, "Only an administrator deactivates users.");
  if (found->by.actor.id == found->account.actor.id)
    return text_response(409, "Nobody deactivates their own account. Let another administrator do it.");
  const json details = {{"actee", found->account.actor.id}};
  const auto done = audited(service, {.by = found->by, .project = 0, .action = "user.delete", .details = details.dump()},
                            [&] { return service.storage.deactivate_account(found->account.actor.id); });
  return done ? success() : management_refusal(service, done.error());
}

} // namespace

void add_user_routes(Router& router, const Service& service) {
  const RunElsewhere on_worker = [&service](std::function<void()> work) { service.workers.post(std::move(work)); };
  const Allow known = [&service](const Request& request) -> std::optional<Response> {
    auto identity = authenticate(service.storage, request);
    if (!identity) return std::move(identity.error());
    return std::nullopt;
  };
  const auto with = [&service](auto resource) {
    return [&service, resource](const Request& request, std::string_view body) { return resource(service, request, body); };
  };
  add_management_route(router, "GET", "/v1/users", answer([&service](const Request& request) { return list_users(service, request); }));
  add_management_route(router, "POST", "/v1/users",
                       answer_with_body(kLongestBody, allow_administrators(service), with(create_user), on_worker));
  add_management_route(router, "GET", "/v1/users/{user}",
                       answer([&service](const Request& request) { return show_user(service, request); }));
  add_management_route(router, "PATCH", "/v1/users/{user}", answer_with_body(kLongestBody, known, with(change_user), on_worker));
  add_management_route(router, "PUT", "/v1/users/{user}/password", answer_with_body(kLongestBody, known, with(set_password), on_worker));
  add_management_route(router, "DELETE", "/v1/users/{user}",
                       answer([&service](const Request& request) { return deactivate(service, request); }));
}

} // namespace pilotage::endpoint
