#include "sync/endpoint/site.h"

#include <doctest/doctest.h>

#include <fstream>

#include "support/postgres_server.h"
#include "support/throwaway_authority.h"

namespace pilotage::test {

using tests::PostgresServer;

bool postgres_is_here() {
  if (!PostgresServer::installed()) MESSAGE("PostgreSQL is not installed (scripts/install test): left out");
  return PostgresServer::installed();
}

Site::Site(On where) : on(where) {
  if (on == On::postgres) take_new_database();
  write("password", std::string(PostgresServer::kPassword) + "\n");
  write("wrong", "another password\n");
  write("cert.pem", throwaway_authority().certificate);
  write("key.pem", throwaway_authority().key);
}

void Site::take_new_database() {
  if (on == On::sqlite) return;
  PostgresServer& server = tests::postgres_server();
  const std::string schema = server.new_database();
  connection = server.connection_over_tcp("postgres") + schema.substr(schema.find(" options="));
}

void Site::write(const std::string& name, std::string_view text) const { std::ofstream(path(name), std::ios::binary) << text; }

std::string Site::read(const std::string& name) const {
  std::ifstream in(path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> Site::on_data(std::vector<std::string> command, const std::string& directory) {
  const bool has_verb = command.size() > 1 && (command[0] == "form" || command[0] == "token" || command[0] == "user");
  command.insert(command.begin() + (has_verb ? 2 : 1), {"--data", directory});
  return command;
}

Run Site::run(std::vector<std::string> command, const std::string& data) const {
  const Run run = run_endpoint(on_data(std::move(command), path(data)));
  for (const std::string* text : {&run.output, &run.errors}) CHECK(text->find(PostgresServer::kPassword) == std::string::npos);
  INFO(run.errors);
  CHECK(run.exit_code == 0);
  return run;
}

std::string Site::refusal(std::vector<std::string> command, const std::string& data) const {
  const Run run = run_endpoint(on_data(std::move(command), path(data)));
  CHECK(run.errors.find(PostgresServer::kPassword) == std::string::npos);
  INFO(run.output);
  CHECK(run.exit_code == 1);
  return run.errors;
}

std::vector<std::string> Site::storage_options() const {
  if (on == On::sqlite) return {};
  return {"--database", connection, "--database-password-file", path("password")};
}

Run Site::init(const std::string& data, const std::vector<std::string>& more) const {
  std::vector<std::string> command = {"init"};
  for (const auto& options : {storage_options(), more}) command.insert(command.end(), options.begin(), options.end());
  return run(command, data);
}

void Site::publish_visit() const {
  write("visit.md", "| survey | | | |\n| | type | name | label |\n| | text | answer | Answer |\n| | image | photo | Photo |\n"
                    "| settings | | |\n| | form_id | version |\n| | visit | 1 |\n");
  CHECK(run({"form", "publish", path("visit.md")}).output.find("published form visit version 1") != std::string::npos);
}

HttpClient with_token(const std::string& token) {
  HttpClient client(throwaway_authority().ca);
  client.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + token};
  return client;
}

int post_visit(HttpClient& client, const std::string& url, int number, const std::string& photo) {
  MultipartText body = MultipartText().xml(visit(numbered_id(number), "yes", photo));
  if (!photo.empty()) body.file(photo, "bytes of " + photo);
  return client.send("POST", url + "/v1/projects/1/submission", body.content_type(), body.text()).status;
}

} // namespace pilotage::test
