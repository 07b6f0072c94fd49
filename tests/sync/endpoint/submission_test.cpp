// Submissions as collectors send them: what is stored, what is refused, and in which words.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/envelope_sentence.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/receipt.h"
#include "sync/protocol/submission_response.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

json items(const Campaign& campaign, const std::string& query = "") { return json::parse(campaign.feed(query)).at("items"); }

} // namespace

TEST_CASE("a response is stored once, with a receipt, whatever way it comes") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1));

  const Answer first = campaign.post(MultipartText().xml(xml));
  CHECK(first.status == 201);
  CHECK(first.header("x-openrosa-version") == "1.0");
  CHECK(first.header("x-openrosa-accept-content-length") == "100000000");
  CHECK(first.header("content-type") == "text/xml; charset=utf-8");
  CHECK_FALSE(first.header("date").empty());
  const auto receipt = sync::read_receipt(first.header("x-pilotage-receipt"));
  REQUIRE(receipt);
  CHECK(receipt->instance_id == numbered_id(1));
  CHECK(receipt->sha256 == sync::sha256_hex(xml));
  CHECK(receipt->sequence == 1);
  CHECK(sync::read_submission_response(first.body)->instance_id == numbered_id(1));

  const Answer again = campaign.post(MultipartText().xml(xml));
  CHECK(again.status == 201);
  CHECK(sync::read_receipt(again.header("x-pilotage-receipt"))->sequence == 1);

  HttpClient phone = campaign.stranger();
  CHECK(phone
            .send("POST", campaign.keyed() + "/submission?deviceID=collect%3A1", MultipartText().content_type(),
                  MultipartText().xml(xml).text())
            .status == 201);

  const json stored = items(campaign);
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].at("xml") == xml);
}

TEST_CASE("the same instanceID with other content is refused and changes nothing") {
  const Campaign campaign;
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1), "yes"))).status == 201);
  const Answer other = campaign.post(MultipartText().xml(visit(numbered_id(1), "no")));
  CHECK(other.status == 409);
  CHECK(sentence(other).find("same instanceID") != std::string::npos);
  CHECK(items(campaign)[0].at("xml") == visit(numbered_id(1), "yes"));
}

TEST_CASE("HEAD tells what a post may carry") {
  const Campaign campaign;
  HttpClient client = campaign.collector();
  const Answer answer = client.head(campaign.submission());
  CHECK(answer.status == 204);
  CHECK(answer.header("x-openrosa-version") == "1.0");
  CHECK(answer.header("x-openrosa-accept-content-length") == "100000000");
  CHECK(answer.header("x-pilotage-extensions").find("receipt") != std::string::npos);
  CHECK(campaign.stranger().head(campaign.keyed() + "/submission").status == 204);
}

TEST_CASE("credentials: who may send, and what others are told") {
  Campaign campaign;
  const MultipartText body = MultipartText().xml(visit(numbered_id(1)));
  const auto post_as = [&](const std::string& header, const std::string& url) {
    HttpClient client = campaign.stranger();
    if (!header.empty()) client.headers.push_back(header);
    return client.send("POST", url, body.content_type(), body.text());
  };
  const std::string url = campaign.submission();

  CHECK(post_as("", url).status == 401);
  CHECK(post_as("", url).header("www-authenticate").find("Basic") == 0);
  CHECK(post_as("Authorization: Bearer short", url).status == 401);
  CHECK(post_as("Authorization: Bearer " + std::string(43, 'A'), url).status == 401);
  CHECK(post_as("Authorization: Basic " + std::string("eDp5"), url).status == 401);
  CHECK(post_as("", campaign.server->url() + "/v1/key/short/projects/1/submission").status == 401);
  CHECK(post_as("", campaign.server->url() + "/v1/key/" + std::string(43, 'A') + "/projects/1/submission").status == 403);
  CHECK(post_as("", campaign.server->url() + "/v1/key/" + campaign.coordinator_token.secret + "/projects/1/submission").status == 403);

  REQUIRE(campaign.server->storage().create_project("Other"));
  const auto elsewhere = campaign.add_token(endpoint::Role::collector, "Laptop 8", 2);
  CHECK(post_as("Authorization: Bearer " + elsewhere.secret, url).status == 403);
  CHECK(post_as("Authorization: Bearer " + elsewhere.secret, campaign.server->url() + "/v1/projects/77/submission").status == 403);
  const auto administrator = campaign.add_token(endpoint::Role::administrator, "Root", 0);
  CHECK(post_as("Authorization: Bearer " + administrator.secret, campaign.server->url() + "/v1/projects/77/submission").status == 404);

  CHECK(post_as("Authorization: Bearer " + campaign.collector_token.secret, url).status == 201);
  REQUIRE(campaign.server->storage().revoke_token(campaign.collector_token.record.id));
  CHECK(post_as("Authorization: Bearer " + campaign.collector_token.secret, url).status == 401);
  CHECK(post_as("", campaign.keyed() + "/submission").status == 403);
}

TEST_CASE("a user name and the token as its password do as well") {
  const Campaign campaign;
  const std::string pair = "laptop7:" + campaign.collector_token.secret;
  std::string base64((pair.size() + 2) / 3 * 4 + 1, '\0');
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  base64.clear();
  for (std::size_t i = 0; i < pair.size(); i += 3) {
    const auto at = [&](std::size_t k) { return k < pair.size() ? static_cast<unsigned char>(pair[k]) : 0U; };
    const unsigned bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    for (int k = 0; k < 4; ++k) base64 += i + static_cast<std::size_t>(k) <= pair.size() ? kLetters[bits >> (18 - 6 * k) & 63] : '=';
  }
  HttpClient client = campaign.stranger();
  client.headers.push_back("Authorization: Basic " + base64);
  CHECK(client.head(campaign.submission()).status == 204);
}

TEST_CASE("without X-OpenRosa-Version: 1.0 there is no OpenRosa") {
  const Campaign campaign;
  HttpClient client = campaign.stranger();
  client.headers = {"Authorization: Bearer " + campaign.collector_token.secret};
  CHECK(client.head(campaign.submission()).status == 400);
  CHECK(client.get(campaign.project() + "/formList").status == 400);
  client.headers.push_back("X-OpenRosa-Version: 2.0");
  CHECK(client.get(campaign.project() + "/formList").status == 400);
}

TEST_CASE("unknown, closing and closed forms") {
  Campaign campaign;
  std::string unknown = visit(numbered_id(1));
  unknown.replace(unknown.find("id=\"visit\""), 10, "id=\"other\"");
  const Answer missing = campaign.post(MultipartText().xml(unknown));
  CHECK(missing.status == 404);
  CHECK(sentence(missing).find("\"other\"") != std::string::npos);

  std::string future = visit(numbered_id(2));
  future.replace(future.find("version=\"1\" x"), 11, "version=\"9\"");
  const Answer later = campaign.post(MultipartText().xml(future));
  CHECK(later.status == 404);
  CHECK(sentence(later).find("no version \"9\"") != std::string::npos);

  REQUIRE(campaign.server->storage().set_form_state(1, "visit", endpoint::FormState::closing));
  CHECK(campaign.post(MultipartText().xml(visit(numbered_id(3)))).status == 201);
  CHECK(campaign.collector().get(campaign.project() + "/formList").body.find("visit") == std::string::npos);

  REQUIRE(campaign.server->storage().set_form_state(1, "visit", endpoint::FormState::closed));
  const Answer closed = campaign.post(MultipartText().xml(visit(numbered_id(4))));
  CHECK(closed.status == 409);
  CHECK(sentence(closed).find("closed") != std::string::npos);
  CHECK(items(campaign).size() == 1);
}

TEST_CASE("XML that is not whole or not clean is refused and nothing is stored") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1));
  HttpClient client = campaign.collector();
  for (std::size_t length = 0; length < xml.size(); ++length) {
    const MultipartText body = MultipartText().xml(std::string_view(xml).substr(0, length));
    INFO(length);
    CHECK(client.send("POST", campaign.submission(), body.content_type(), body.text()).status == 400);
  }
  for (const std::string& broken :
       {visit(numbered_id(1), std::string("a\x01z")), visit(numbered_id(1), std::string("a\0z", 3)), visit(numbered_id(1), "&#1;"),
        visit(numbered_id(1), "a & b"), visit(numbered_id(1), "&lol;"), visit(numbered_id(1), "\xC3("), xml + "<more/>", xml + "text",
        "<!DOCTYPE data [<!ENTITY a \"b\">]>" + xml.substr(xml.find("<data")), std::string("not xml"), visit(""),
        std::string("<data><meta><instanceID>uuid:1</instanceID></meta></data>")}) {
    INFO(broken);
    CHECK(campaign.post(MultipartText().xml(broken)).status == 400);
  }
  CHECK(items(campaign).empty());
}

TEST_CASE("attachments: several posts, one response, each byte as it was sent") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1), "yes", "a photo.jpg", "élan.m4a");
  const std::string photo = std::string("\xFF\xD8\0\r\n--", 7) + std::string(300'000, 'p');
  const std::string voice(200'000, 'v');

  const Answer first = campaign.post(MultipartText().xml(xml).file("a photo.jpg", photo).field("*isIncomplete*", "yes"));
  REQUIRE(first.status == 201);
  CHECK(sentence(first).find("élan.m4a") != std::string::npos);
  CHECK(sync::read_receipt(first.header("x-pilotage-receipt"))->attachments == 1);
  json stored = items(campaign);
  REQUIRE(stored.size() == 1);
  const std::uint64_t seen = stored[0].at("sequence");

  const Answer second = campaign.post(MultipartText().xml(xml).file("élan.m4a", voice));
  REQUIRE(second.status == 201);
  const auto receipt = sync::read_receipt(second.header("x-pilotage-receipt"));
  CHECK(receipt->attachments == 2);
  CHECK(receipt->sequence == 1);

  // Whoever pulled it before is shown it again, complete.
  stored = items(campaign, "?after=" + std::to_string(seen));
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].at("attachments").size() == 2);
  CHECK(items(campaign).size() == 1);

  const std::string files = campaign.project() + "/forms/visit/submissions/uuid%3A" + numbered_id(1).substr(5) + "/attachments/";
  HttpClient coordinator = campaign.coordinator();
  CHECK(coordinator.get(files + "a%20photo.jpg").body == photo);
  CHECK(coordinator.get(files + "%C3%A9lan.m4a").body == voice);
  CHECK(coordinator.get(files + "other.jpg").status == 404);
  CHECK(campaign.collector().get(files + "a%20photo.jpg").status == 403);
}

TEST_CASE("an attachment that comes again with other bytes is a conflict, and the first stays") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1), "yes", "a.jpg");
  REQUIRE(campaign.post(MultipartText().xml(xml).file("a.jpg", "first")).status == 201);
  CHECK(campaign.post(MultipartText().xml(xml).file("a.jpg", "first")).status == 201);
  CHECK(campaign.post(MultipartText().xml(xml).file("a.jpg", "second")).status == 409);
  HttpClient coordinator = campaign.coordinator();
  CHECK(coordinator.get(campaign.project() + "/forms/visit/submissions/" + numbered_id(1) + "/attachments/a.jpg").body == "first");
}

TEST_CASE("names of attachments stay file names") {
  const Campaign campaign;
  for (const std::string name : {"../a.jpg", "/etc/passwd", "a/../../b", "..", ".", "a\\b.jpg", "a\x01.jpg", "", "C:x"}) {
    INFO(name);
    CHECK(campaign.post(MultipartText().xml(visit(numbered_id(1), "yes", "x")).file(name, "1")).status == 400);
  }
  CHECK(items(campaign).empty());
}

TEST_CASE("a form with a key takes no plain text") {
  Campaign campaign;
  endpoint::FormVersion secret = visit_form();
  secret.form_id = "secret";
  secret.encrypted = true;
  campaign.publish(secret);
  std::string plain = visit(numbered_id(1));
  plain.replace(plain.find("visit"), 5, "secret");
  CHECK(campaign.post(MultipartText().xml(plain)).status == 400);

  const std::string sealed =
      "<data id=\"secret\" version=\"1\" encrypted=\"yes\" xmlns=\"http://www.opendatakit.org/xforms/encrypted\">"
      "<base64EncryptedKey>AAAA</base64EncryptedKey><meta xmlns=\"http://openrosa.org/xforms\"><instanceID>uuid:2</instanceID></meta>"
      "<media><file>a.jpg.enc</file></media><encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>";
  CHECK(campaign.post(MultipartText().xml(sealed).file("a.jpg.enc", "1").file("submission.xml.enc", "2")).status == 201);
}

TEST_CASE("what is no submission post is refused") {
  const Campaign campaign;
  HttpClient client = campaign.collector();
  CHECK(client.send("POST", campaign.submission(), "text/xml", visit(numbered_id(1))).status == 400);
  CHECK(client.send("POST", campaign.submission(), "multipart/form-data", "x").status == 400);
  CHECK(campaign.post(MultipartText().file("a.jpg", "1")).status == 400);
  CHECK(campaign.post(MultipartText().xml(visit(numbered_id(1))).xml(visit(numbered_id(2)))).status == 400);
  CHECK(client.send("PUT", campaign.submission(), "text/xml", "x").status == 405);
  CHECK(client.get(campaign.server->url() + "/v1/nothing").status == 404);
  CHECK(items(campaign).empty());
}

TEST_CASE("a post cut off at any byte stores nothing") {
  const Campaign campaign;
  HttpClient client = campaign.collector();
  const MultipartText whole =
      MultipartText()
          .xml("<data id=\"visit\" version=\"1\"><photo>a</photo><meta><instanceID>uuid:1</instanceID></meta></data>")
          .file("a", "12345");
  const std::string body = whole.text();
  const std::size_t end = body.size() - 2; // the line break after the last delimiter may be missing
  for (std::size_t length = 0; length < end; ++length) {
    INFO(length);
    CHECK(client.send("POST", campaign.submission(), whole.content_type(), std::string_view(body).substr(0, length)).status == 400);
  }
  CHECK(items(campaign).empty());
  CHECK(client.send("POST", campaign.submission(), whole.content_type(), std::string_view(body).substr(0, end)).status == 201);
}

TEST_CASE("a post over the limit is refused, declared or chunked, and the server stays as it was") {
  endpoint::EndpointOptions options;
  options.post_bytes = 2'000'000;
  const Campaign campaign(options);
  const MultipartText body = MultipartText().xml(visit(numbered_id(1), "yes", "a")).file("a", std::string(3'000'000, 'x'));
  const Answer declared = campaign.post(body);
  CHECK(declared.status == 413);
  CHECK(sentence(declared).find("2000000") != std::string::npos);

  HttpClient client = campaign.collector();
  int pieces = 0;
  const Answer endless = client.stream(campaign.submission(), body.content_type(), [&] {
    if (pieces++ == 0) return body.body;
    return pieces < 2000 ? std::string(1'000'000, 'y') : std::string();
  });
  CHECK(endless.status == 413);
  CHECK(pieces < 200); // told while it was sending
  CHECK(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
}

TEST_CASE("a chunked post is a post like any other") {
  const Campaign campaign;
  const MultipartText body = MultipartText().xml(visit(numbered_id(1), "yes", "a")).file("a", std::string(100'000, 'x'));
  std::string rest = body.text();
  HttpClient client = campaign.collector();
  const Answer answer = client.stream(campaign.submission(), body.content_type(), [&] {
    std::string piece = rest.substr(0, 777);
    rest.erase(0, piece.size());
    return piece;
  });
  CHECK(answer.status == 201);
  CHECK(sync::read_receipt(answer.header("x-pilotage-receipt"))->attachments == 1);
}

TEST_CASE("a response that corrects its own correction is refused, and one that corrects itself") {
  const Campaign campaign;
  const auto correcting = [](int number, int corrected) {
    std::string xml = visit(numbered_id(number));
    xml.insert(xml.find("</orx:meta>"), "<orx:deprecatedID>" + numbered_id(corrected) + "</orx:deprecatedID>");
    return MultipartText().xml(xml);
  };
  CHECK(campaign.post(correcting(3, 2)).status == 201); // what it corrects comes later
  CHECK(campaign.post(correcting(2, 1)).status == 201);
  const Answer circle = campaign.post(correcting(1, 3));
  CHECK(circle.status == 400);
  CHECK(circle.body.find("deprecatedID") != std::string::npos);
  CHECK(campaign.post(correcting(4, 4)).status == 400);
  CHECK(campaign.post(correcting(3, 2)).status == 201); // again
  CHECK(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
}

TEST_CASE("a response may be nested, but not without end") {
  const Campaign campaign;
  const auto nested = [](int number, int levels) {
    std::string inside;
    for (int i = 0; i < levels; ++i) inside = "<g>" + inside + "</g>";
    return MultipartText().xml(visit(numbered_id(number), inside));
  };
  CHECK(campaign.post(nested(1, 98)).status == 201); // in <data><answer>
  CHECK(campaign.post(nested(2, 99)).status == 413);
}
