// Who may do what: every route of the router with each role, against the table below. A route without a row fails the test.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "sync/endpoint/people.h"

using namespace pilotage;
using namespace pilotage::test;
using endpoint::Role;

namespace {

// Nobody, a collector, a viewer, a project manager, an administrator, a project manager of another project.
constexpr std::array kRoles = {"none", "collector", "viewer", "manager", "administrator", "of another project"};

// What each of them is told: '+' let in (whatever the answer is then), '1' 401, '3' 403.
const std::map<std::string, std::string, std::less<>> kTable = {
#include "sync/endpoint/routes_table.inc"
};

struct Everybody {
  Everybody() {
    REQUIRE(campaign.server->storage().create_project("Other"));
    tokens = {"",
              campaign.collector_token.secret,
              campaign.add_token(Role::viewer, "Vera").secret,
              campaign.coordinator_token.secret,
              campaign.add_token(Role::administrator, "Root", 0).secret,
              campaign.add_token(Role::coordinator, "Elsewhere", 2).secret};
  }
  Campaign campaign;
  std::array<std::string, kRoles.size()> tokens;
};

// An address of this pattern. Nothing that is named in it is there, so that nothing is changed by who may change it.
std::string address(std::string pattern, const std::string& token) {
  const std::map<std::string, std::string> values = {{"{project}", "1"}, {"{token}", token.empty() ? "no-token" : token}};
  for (std::size_t open; (open = pattern.find('{')) != std::string::npos;) {
    const std::string name = pattern.substr(open, pattern.find('}') + 1 - open);
    const auto value = values.find(name);
    pattern.replace(open, name.size(), value == values.end() ? "999999" : value->second);
  }
  return pattern;
}

char told(int status) { return status == 401 ? '1' : status == 403 ? '3' : '+'; }

std::string asked(const Everybody& all, const std::string& method, const std::string& pattern) {
  std::string answers;
  for (const std::string& token : all.tokens) {
    HttpClient client = all.campaign.stranger();
    const bool in_path = pattern.find("{token}") != std::string::npos;
    if (!in_path && !token.empty()) client.headers.push_back("Authorization: Bearer " + token);
    const std::string url = all.campaign.server->url() + address(pattern, token);
    const Answer answer = method == "GET"    ? client.get(url)
                          : method == "HEAD" ? client.head(url)
                                             : client.send(method, url, "application/json", "");
    CHECK_MESSAGE(answer.status != 0, method << " " << pattern);
    CHECK_MESSAGE(answer.status < 500, method << " " << pattern << ": " << answer.body);
    answers += told(answer.status);
    static_cast<void>(all.campaign.server->storage().restore_project(1)); // who may delete the project has done so
  }
  return answers;
}

} // namespace

TEST_CASE("every route, with each role") {
  const Everybody all;
  std::set<std::string> routes;
  for (const auto& [method, pattern] : all.campaign.server->routes()) {
    const std::string route = method + " " + pattern;
    routes.insert(route);
    const auto row = kTable.find(route);
    CHECK_MESSAGE(row != kTable.end(), "a new route: say in the table who may use it: " << route);
    if (row == kTable.end()) {
      MESSAGE(fmt::format("    {{\"{}\", \"{}\"}},", route, asked(all, method, pattern)));
      continue;
    }
    CHECK_MESSAGE(asked(all, method, pattern) == row->second, route);
  }
  for (const auto& [route, answers] : kTable) CHECK_MESSAGE(routes.contains(route), "no such route any more: " << route);
}

TEST_CASE("a collector sees nothing that others sent, by whatever address") {
  const Everybody all;
  const std::string secret = "what somebody else wrote";
  REQUIRE(all.campaign.post(MultipartText().xml(visit(numbered_id(1), secret, "a.jpg")).file("a.jpg", secret)).status == 201);
  HttpClient collector = all.campaign.collector();
  CHECK(collector.get(all.campaign.project() + "/forms").body.find("\"submissions\"") == std::string::npos); // nor how much
  CHECK(collector.get(all.campaign.project() + "/forms/visit").body.find("\"submissions\"") == std::string::npos);
  for (const auto& [method, pattern] : all.campaign.server->routes()) {
    if (method != "GET") continue;
    std::string path = pattern;
    const std::map<std::string, std::string> names = {
        {"{project}", "1"},      {"{token}", all.tokens[1]},     {"{form}", "visit"},
        {"{document}", "visit"}, {"{instance}", numbered_id(1)}, {"{version}", numbered_id(1)},
        {"{name}", "a.jpg"}};
    for (const auto& [name, value] : names)
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    const Answer answer = all.campaign.collector().get(all.campaign.server->url() + path);
    CHECK_MESSAGE(answer.body.find(secret) == std::string::npos, pattern);
    if (answer.status == 200)
      CHECK_MESSAGE(answer.body.find(numbered_id(1)) == std::string::npos, pattern); // a refusal may quote the address
  }
}

TEST_CASE("the documentation names every route") {
  const Everybody all;
  std::ifstream file(std::string(PILOTAGE_SOURCE_DIR) + "/docs/api.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string documentation = text.str();
  for (const auto& [method, pattern] : all.campaign.server->routes()) {
    std::string path = pattern;
    for (const std::string prefix : {"/v1/key/{token}/projects/{project}", "/v1/projects/{project}"})
      if (path.starts_with(prefix) && path != prefix) path = "…" + path.substr(prefix.size());
    CHECK_MESSAGE(documentation.find("`" + path + "`") != std::string::npos, "docs/api.md does not name " << path);
  }
}
