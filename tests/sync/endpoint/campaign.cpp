#include "sync/endpoint/campaign.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

#include "support/throwaway_authority.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::test {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (fs::temp_directory_path() / "pilotage-endpoint-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Campaign::Campaign(endpoint::EndpointOptions o, const endpoint::StorageChoice& choice, endpoint::EventLog log) : options(std::move(o)) {
  options.server.certificate = throwaway_authority().certificate;
  options.server.key = throwaway_authority().key;
  auto data = endpoint::DataDirectory::create(directory.path() / "data", choice);
  REQUIRE(data);
  auto started = endpoint::Endpoint::start(options, std::move(*data), std::move(log));
  REQUIRE(started);
  server = std::move(*started);
  REQUIRE(server->storage().create_project("Pilot"));
  collector_token = add_token(endpoint::Role::collector, "Laptop 7");
  coordinator_token = add_token(endpoint::Role::coordinator, "Headquarters");
  publish(visit_form());
}

void Campaign::restart() {
  server.reset();
  auto data = endpoint::DataDirectory::open(directory.path() / "data");
  REQUIRE(data);
  auto started = endpoint::Endpoint::start(options, std::move(*data));
  REQUIRE(started);
  server = std::move(*started);
}

HttpClient Campaign::stranger() const {
  HttpClient client(throwaway_authority().ca);
  client.headers = {"X-OpenRosa-Version: 1.0"};
  return client;
}

HttpClient Campaign::collector() const {
  HttpClient client = stranger();
  client.headers.push_back("Authorization: Bearer " + collector_token.secret);
  return client;
}

HttpClient Campaign::coordinator() const {
  HttpClient client = stranger();
  client.headers.push_back("Authorization: Bearer " + coordinator_token.secret);
  return client;
}

std::string Campaign::project() const { return server->url() + "/v1/projects/1"; }

std::string Campaign::keyed() const { return server->url() + "/v1/key/" + collector_token.secret + "/projects/1"; }

Answer Campaign::post(const MultipartText& body) const { return collector().send("POST", submission(), body.content_type(), body.text()); }

std::string Campaign::feed(const std::string& query) const {
  const Answer answer = coordinator().get(project() + "/results" + query);
  REQUIRE(answer.status == 200);
  return answer.body;
}

endpoint::NewToken Campaign::add_token(endpoint::Role role, const std::string& name, endpoint::ProjectId project) {
  endpoint::NewToken token = endpoint::make_token(project, role, name);
  REQUIRE(server->storage().add_token(token.record));
  return token;
}

void Campaign::publish(const endpoint::FormVersion& version) { REQUIRE(server->storage().publish_form(version)); }

endpoint::FormVersion visit_form(const std::string& version) {
  endpoint::FormVersion form{.project = 1,
                             .form_id = "visit",
                             .version = version,
                             .title = "Visit",
                             .xform = "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><!-- version " + version + " --></h:html>",
                             .sha256 = {},
                             .md5 = {},
                             .encrypted = false,
                             .upload_paths = {"/data/photo", "/data/person/voice", "/data/meta/audit"},
                             .files = {},
                             .published_at = 1'700'000'000'000};
  form.sha256 = sync::sha256_hex(form.xform);
  form.md5 = sync::md5_hex(form.xform);
  return form;
}

endpoint::FormVersion described_visit_form() {
  auto form = visit_form("2");
  form.xform = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
               "xmlns:orx=\"http://openrosa.org/xforms\"><h:head><model><instance><data id=\"visit\" version=\"2\"><answer/><photo/>"
               "<person><voice/></person><orx:meta><orx:instanceID/></orx:meta></data></instance></model></h:head></h:html>";
  form.sha256 = sync::sha256_hex(form.xform);
  form.md5 = sync::md5_hex(form.xform);
  return form;
}

std::string visit(const std::string& instance_id, const std::string& answer, const std::string& photo, const std::string& voice) {
  return fmt::format("<?xml version=\"1.0\"?><data id=\"visit\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\"><answer>{}</answer>"
                     "<photo>{}</photo><person><voice>{}</voice></person><orx:meta><orx:instanceID>{}</orx:instanceID></orx:meta></data>",
                     answer, photo, voice, instance_id);
}

std::string numbered_id(int number) { return fmt::format("uuid:00000000-0000-4000-8000-{:012}", number); }

} // namespace pilotage::test
