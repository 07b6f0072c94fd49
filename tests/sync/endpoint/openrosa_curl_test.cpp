// What an OpenRosa server owes its clients, sentence by sentence, with curl as a client that is not ours.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/curl_command.h"
#include "sync/endpoint/household.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

const std::string kOpenRosa = "X-OpenRosa-Version: 1.0";

struct Field : Campaign {
  Field() {
    endpoint::FormVersion form = household_form();
    const std::string towns = "name,label\na,A\n";
    const auto hash = server->files().add(towns);
    REQUIRE(hash);
    form.files = {{.name = "towns.csv", .sha256 = *hash, .md5 = sync::md5_hex(towns), .size = towns.size()}};
    publish(form);
  }
  std::string bearer() const { return "Authorization: Bearer " + collector_token.secret; }
  Answer get(const std::string& url, std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"-H", kOpenRosa, url});
    return curl.run(more);
  }
  Answer post(const std::vector<std::string>& parts) const {
    std::vector<std::string> arguments = {"-H", kOpenRosa, "-H", "Expect:"};
    for (const std::string& part : parts) arguments.insert(arguments.end(), {"-F", part});
    arguments.push_back(keyed() + "/submission");
    return curl.run(arguments);
  }
  std::string xml_part(const std::string& xml, const std::string& name = "submission.xml") const {
    return "xml_submission_file=@" + curl.file(name, xml) + ";type=text/xml";
  }
  std::size_t stored() const { return json::parse(feed()).at("items").size(); }

  TemporaryDirectory scratch;
  CurlCommand curl{scratch};
};

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto begin = text.find(before);
  REQUIRE(begin != std::string::npos);
  return text.substr(begin + before.size(), text.find(after, begin) - begin - before.size());
}

} // namespace

TEST_CASE("curl: form list, manifest and submission want X-OpenRosa-Version: 1.0 exactly; form XML and media do not") {
  const Field field;
  for (const char* version : {"X-Other: 1", "X-OpenRosa-Version: 1", "X-OpenRosa-Version: 1.1", "X-OpenRosa-Version: 01.0"}) {
    CAPTURE(version);
    CHECK(field.curl.run({"-H", version, field.keyed() + "/formList"}).status == 400);
    CHECK(field.curl.run({"-H", version, field.keyed() + "/forms/household/manifest"}).status == 400);
    CHECK(field.curl.run({"-H", version, "-F", field.xml_part(household(numbered_id(1), "Ann")), field.keyed() + "/submission"}).status ==
          400);
    CHECK(field.curl.run({"-H", version, "--head", field.keyed() + "/submission"}).status == 400);
  }
  CHECK(field.curl.run({field.keyed() + "/forms/household.xml"}).status == 200);
  CHECK(field.curl.run({field.keyed() + "/forms/household/attachments/towns.csv"}).body == "name,label\na,A\n");
  CHECK(field.stored() == 0);
}

TEST_CASE("curl: the form list has absolute addresses that work, hashes, a manifest only where there are files, and 304 by ETag") {
  const Field field;
  const Answer list = field.get(field.keyed() + "/formList");
  REQUIRE(list.status == 200);
  CHECK(list.header("content-type") == "text/xml; charset=utf-8");
  CHECK(list.header("x-openrosa-version") == "1.0");
  CHECK(list.header("x-openrosa-accept-content-length") == "100000000");
  CHECK_FALSE(list.header("date").empty());
  const std::string household = between(list.body, "<formID>household</formID>", "</xform>");
  const std::string visit = between(list.body, "<formID>visit</formID>", "</xform>");
  CHECK(visit.find("manifestUrl") == std::string::npos);
  const std::string url = between(household, "<downloadUrl>", "</downloadUrl>");
  CHECK(url.starts_with("https://127.0.0.1:"));
  const Answer form = field.curl.run({url});
  CHECK(form.body == kHouseholdForm);
  CHECK(between(household, "<hash>md5:", "</hash>") == sync::md5_hex(form.body));
  const Answer manifest = field.get(between(household, "<manifestUrl>", "</manifestUrl>"));
  CHECK(between(manifest.body, "<hash>md5:", "</hash>") == sync::md5_hex("name,label\na,A\n"));
  CHECK(field.curl.run({between(manifest.body, "<downloadUrl>", "</downloadUrl>")}).body == "name,label\na,A\n");
  for (const Answer* answer : {&list, &form, &manifest}) CHECK(answer->header("etag").starts_with("W/\""));
  CHECK(field.get(field.keyed() + "/formList", {"-H", "If-None-Match: " + list.header("etag")}).status == 304);
  CHECK(field.get(field.keyed() + "/formList", {"-H", "If-None-Match: W/\"other\""}).status == 200);
}

TEST_CASE("curl: a closing form is not listed and takes responses; a closed one gives 409, unknown ones 404, with a text for people") {
  Field field;
  endpoint::Storage& storage = field.server->storage();
  REQUIRE(storage.set_form_state(1, "household", endpoint::FormState::closing));
  CHECK(field.get(field.keyed() + "/formList").body.find("household") == std::string::npos);
  CHECK(field.post({field.xml_part(household(numbered_id(1), "Ann"))}).status == 201);
  REQUIRE(storage.set_form_state(1, "household", endpoint::FormState::closed));
  const Answer closed = field.post({field.xml_part(household(numbered_id(2), "Ann"))});
  CHECK(closed.status == 409);
  CHECK(between(closed.body, ">", "</OpenRosaResponse>").find("closed") != std::string::npos);
  std::string other = visit(numbered_id(3));
  other.replace(other.find("version=\"1\" xmlns"), 11, "version=\"7\"");
  CHECK(field.post({field.xml_part(other)}).status == 404);
  other.replace(other.find("visit"), 5, "nobody");
  CHECK(field.post({field.xml_part(other)}).status == 404);
}

TEST_CASE("curl: a new response and its repeat get 201 with the envelope, other bytes 409, and a deprecatedID makes a new version") {
  const Field field;
  const std::string xml = household(numbered_id(1), "Ann");
  const Answer first = field.post({field.xml_part(xml)});
  CHECK(first.status == 201);
  CHECK(first.body.find("<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"") != std::string::npos);
  CHECK(first.body.find("<message nature=") != std::string::npos);
  CHECK(field.post({field.xml_part(xml)}).status == 201);
  CHECK(field.stored() == 1);
  CHECK(field.post({field.xml_part(household(numbered_id(1), "Bob"))}).status == 409);
  CHECK(field.post({field.xml_part(household(numbered_id(2), "Anna", "", "", numbered_id(1)))}).status == 201);
  const json versions =
      json::parse(field.coordinator().get(field.project() + "/forms/household/submissions/" + numbered_id(1) + "/versions").body);
  CHECK(versions.size() == 2);
}

TEST_CASE("curl: attachments in several posts with *isIncomplete*, a repeat that adds what was missing, and chunked bodies") {
  const Field field;
  const std::string xml = household(numbered_id(1), "Ann", "", "a photo.jpg");
  const std::string photo = "a photo.jpg=@" + field.curl.file("a photo.jpg", std::string(200'000, 'p')) + ";type=image/jpeg";
  CHECK(field.post({field.xml_part(xml), "*isIncomplete*=yes"}).status == 201);
  CHECK(field.post({field.xml_part(xml), photo}).status == 201);
  CHECK(field.stored() == 1);
  const std::string files = field.project() + "/forms/household/submissions/" + numbered_id(1) + "/attachments/a%20photo.jpg";
  CHECK(field.coordinator().get(files).body == std::string(200'000, 'p'));

  const std::string second = household(numbered_id(2), "Bo", "", "a photo.jpg");
  CHECK(field.curl
            .run({"-H", kOpenRosa, "-H", "Transfer-Encoding: chunked", "-F", field.xml_part(second), "-F", photo,
                  field.keyed() + "/submission"})
            .status == 201);
  CHECK(field.curl
            .run({"-H", kOpenRosa, "-H", "Expect: 100-continue", "-F", field.xml_part(second), "-F", photo, field.keyed() + "/submission"})
            .status == 201);
  CHECK(field.stored() == 2);
}

TEST_CASE("curl: a malformed token is 401, an unknown or revoked one 403, without what belongs to OpenRosa's other answers being needed") {
  Field field;
  const std::string list = "/projects/1/formList";
  const auto with_key = [&](const std::string& key) { return field.get(field.server->url() + "/v1/key/" + key + list).status; };
  CHECK(with_key("short") == 401);
  CHECK(with_key(std::string(43, 'x')) == 403);
  CHECK(with_key(field.collector_token.secret) == 200);
  CHECK(field.get(field.project() + "/formList").status == 401);
  CHECK(field.get(field.project() + "/formList", {"-u", "ann:" + field.collector_token.secret}).status == 200);
  CHECK(field.get(field.project() + "/formList", {"-H", field.bearer()}).status == 200);
  REQUIRE(field.server->storage().revoke_token(field.collector_token.record.id));
  CHECK(with_key(field.collector_token.secret) == 403);
}

TEST_CASE("curl: HEAD tells a server from a captive portal") {
  const Field field;
  const Answer head = field.get(field.keyed() + "/submission", {"--head"});
  CHECK(head.status == 204);
  CHECK(head.header("x-openrosa-version") == "1.0");
  CHECK(head.header("location") == field.keyed() + "/submission");
}
