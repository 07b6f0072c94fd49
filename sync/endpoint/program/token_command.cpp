// pilotage-endpoint token create | list | revoke
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/access.h"
#include "sync/endpoint/program/command.h"
#include "sync/endpoint/program/server_address.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/whole_file.h"
#include "sync/protocol/settings_code.h"

namespace pilotage::endpoint {

namespace {

struct TokenArguments {
  std::string data;
  std::string project;
  std::string role;
  std::string name;
  std::string server;
  std::string ca;
  std::string id;
  bool json = false;
};

Result<std::string> certificate_in(const std::string& file) {
  if (file.empty()) return std::string();
  auto pem = whole_file(file);
  if (!pem || pem->find("-----BEGIN CERTIFICATE-----") == std::string::npos)
    return fail(ErrorCode::malformed, "This is not a certificate in PEM form.", file);
  return *std::move(pem);
}

// What sets a laptop or a phone up for this project: the content of a settings QR code.
std::string settings_code(const std::string& server, const Project& project, const NewToken& token, std::string certificate) {
  sync::SettingsCode code;
  code.server_url = server + (token.record.role == Role::collector ? collector_path(token.secret, project.id)
                                                                   : fmt::format("/v1/projects/{}", project.id));
  code.project_name = project.name;
  code.ca_certificate = std::move(certificate);
  if (token.record.role != Role::collector) code.bearer_token = token.secret;
  return sync::write_settings_code(code);
}

void print_token(const Project& project, const NewToken& token, const std::string& code, bool as_json) {
  const bool collector = token.record.role == Role::collector;
  if (as_json) {
    nlohmann::ordered_json json = {{"id", token.record.id},
                                   {"role", name(token.record.role)},
                                   {"name", token.record.name},
                                   {"project", token.record.project},
                                   {"token", token.secret}};
    if (collector) json["path"] = collector_path(token.secret, project.id);
    if (!code.empty()) json["settings"] = nlohmann::json::parse(code);
    fmt::print("{}\n", json.dump());
    return;
  }
  fmt::print("token: {}\n", token.secret);
  fmt::print("id: {}\n", token.record.id);
  if (collector) fmt::print("server URL path: {}\n", collector_path(token.secret, project.id));
  if (!code.empty()) fmt::print("settings code: {}\n", code);
}

// An administrator's token is of no project; its settings code, where one is wanted, is for one.
Result<Project> project_of_new(Storage& storage, const TokenArguments& arguments, Role role) {
  if (role == Role::administrator && arguments.project.empty() && arguments.server.empty()) return Project{};
  return chosen_project(storage, arguments.project);
}

int create(const TokenArguments& arguments) {
  const auto role = chosen_role(arguments.role);
  if (!role) return report(role.error());
  const auto server = arguments.server.empty() ? Result<std::string>("") : server_address(arguments.server);
  if (!server) return report(server.error());
  auto certificate = certificate_in(arguments.ca);
  if (!certificate) return report(certificate.error());
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const auto project = project_of_new(*data->storage, arguments, *role);
  if (!project) return report(project.error());
  const NewToken token = make_token(*role == Role::administrator ? 0 : project->id, *role, arguments.name);
  if (auto added = give_token(*data->storage, token.record); !added) return report(added.error());
  const std::string code = server->empty() ? std::string() : settings_code(*server, *project, token, std::move(*certificate));
  print_token(*project, token, code, arguments.json);
  return finish_output(
      fmt::format("The token {} was made and nobody knows it: revoke it with \"token revoke\", and make another", token.record.id));
}

int list(const TokenArguments& arguments) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  ProjectId only = 0;
  if (!arguments.project.empty()) {
    const auto project = data->storage->project(arguments.project);
    if (!project) return report(project.error());
    only = project->id;
  }
  const auto tokens = data->storage->tokens(only);
  if (!tokens) return report(tokens.error());
  fmt::print("{:<36} {:>7} {:<13} {:<24} {:<24} {}\n", "ID", "PROJECT", "ROLE", "CREATED", "REVOKED", "NAME");
  for (const AccessToken& token : *tokens)
    fmt::print("{:<36} {:>7} {:<13} {:<24} {:<24} {}\n", token.id, token.project == 0 ? "all" : std::to_string(token.project),
               name(token.role), iso_time(token.created_at), token.revoked_at ? iso_time(*token.revoked_at) : "-", token.name);
  return 0;
}

int revoke(const TokenArguments& arguments) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const nlohmann::json details = {{"id", arguments.id}};
  const auto revoked = audited(*data->storage, act_of_host(0, "field_key.delete", details.dump()),
                               [&] { return data->storage->revoke_token(arguments.id); });
  if (!revoked) return report(revoked.error());
  fmt::print("token {} is revoked\n", arguments.id);
  return 0;
}

} // namespace

void add_token(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<TokenArguments>();
  CLI::App* token = program.add_subcommand("token", "Give access to people and laptops, and take it back");
  token->require_subcommand(1);

  CLI::App* creating = token->add_subcommand("create", "Make a token; it is printed once and stored hashed");
  add_data_option(*creating, arguments->data);
  add_project_option(*creating, arguments->project);
  creating->add_option("--role", arguments->role, role_documentation())->required()->type_name("ROLE");
  creating->add_option("--name", arguments->name, "Whom it is for, such as \"Laptop 7\"")->required()->type_name("NAME");
  creating
      ->add_option("--server", arguments->server,
                   "The address that laptops reach this server by; prints the settings code (JSON) that sets one up")
      ->type_name("https://HOST[:PORT]");
  creating->add_option("--ca", arguments->ca, "With --server: the only certificate authority that the laptop shall trust, as PEM")
      ->type_name("FILE");
  creating->add_flag("--json", arguments->json, "Print one line of JSON");
  creating->callback([arguments, &chosen] { chosen = [arguments] { return create(*arguments); }; });

  CLI::App* listing = token->add_subcommand("list", "Show the tokens that were made, without their secrets");
  add_data_option(*listing, arguments->data);
  add_project_option(*listing, arguments->project);
  listing->callback([arguments, &chosen] { chosen = [arguments] { return list(*arguments); }; });

  CLI::App* revoking = token->add_subcommand("revoke", "Make a token useless, from the next request on");
  add_data_option(*revoking, arguments->data);
  revoking->add_option("id", arguments->id, "The token's id, as \"token list\" shows it")->required()->type_name("ID");
  revoking->callback([arguments, &chosen] { chosen = [arguments] { return revoke(*arguments); }; });
}

} // namespace pilotage::endpoint
