#include "sync/endpoint/people.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/password_hash.h"
#include "sync/protocol/base64.h"

namespace pilotage::test {

endpoint::Account add_person(Campaign& campaign, const std::string& email, endpoint::Role role, endpoint::ProjectId project) {
  static const auto hashed = endpoint::hash_password(kPassword);
  REQUIRE(hashed);
  endpoint::Storage& storage = campaign.server->storage();
  const auto account = storage.create_account({.email = email, .name = email.substr(0, email.find('@')), .password = *hashed});
  REQUIRE(account);
  REQUIRE(storage.grant(account->actor.id, {.project = project, .role = role}));
  return *account;
}

Answer log_in(const Campaign& campaign, const std::string& email, const std::string& password) {
  const nlohmann::json login = {{"email", email}, {"password", password}};
  return campaign.stranger().send("POST", campaign.server->url() + "/v1/sessions", "application/json", login.dump());
}

HttpClient logged_in(const Campaign& campaign, const std::string& email) {
  const Answer session = log_in(campaign, email);
  REQUIRE(session.status == 200);
  HttpClient client = campaign.stranger();
  client.headers.push_back("Authorization: Bearer " + nlohmann::json::parse(session.body).at("token").get<std::string>());
  return client;
}

HttpClient with_basic(const Campaign& campaign, const std::string& email, const std::string& password) {
  HttpClient client = campaign.stranger();
  client.headers.push_back("Authorization: Basic " + sync::base64(email + ":" + password));
  return client;
}

} // namespace pilotage::test
