// What collectors download: form list, form, manifest, media, with their hashes and entity tags.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "forms/xlsform/xlsx_file.h"
#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/form_list.h"
#include "sync/protocol/manifest.h"

using namespace pilotage;
using namespace pilotage::test;

TEST_CASE("a listed form can be downloaded by the addresses that the list gives") {
  Campaign campaign;
  const std::string countries = "name,label\nca,Canada\n";
  endpoint::FormVersion form = visit_form("2");
  auto hash = campaign.server->files().add(countries);
  REQUIRE(hash);
  form.files = {{.name = "countries.csv", .sha256 = *hash, .md5 = sync::md5_hex(countries), .size = countries.size()}};
  campaign.publish(form);

  HttpClient phone = campaign.stranger();
  const Answer list = phone.get(campaign.keyed() + "/formList");
  REQUIRE(list.status == 200);
  CHECK(list.header("content-type") == "text/xml; charset=utf-8");
  CHECK(list.header("x-openrosa-version") == "1.0");
  const auto forms = sync::read_form_list(list.body);
  REQUIRE(forms);
  REQUIRE(forms->forms.size() == 1);
  CHECK(forms->forms.front().version == "2");
  CHECK(forms->forms.front().download_url == campaign.keyed() + "/forms/visit.xml");

  const Answer xform = phone.get(forms->forms.front().download_url);
  CHECK(xform.body == form.xform);
  CHECK(sync::md5_hex(xform.body) == forms->forms.front().md5);

  const auto manifest = sync::read_manifest(phone.get(forms->forms.front().manifest_url).body);
  REQUIRE(manifest);
  REQUIRE(manifest->size() == 1);
  CHECK(phone.get(manifest->front().download_url).body == countries);

  // What the client has already is not sent again.
  phone.headers.push_back("If-None-Match: " + list.header("etag"));
  CHECK(list.header("etag").starts_with("W/\""));
  CHECK(phone.get(campaign.keyed() + "/formList").status == 304);
}

TEST_CASE("a form without files has no manifest, and a closing one is not listed but still there") {
  Campaign campaign;
  HttpClient client = campaign.collector();
  auto forms = sync::read_form_list(client.get(campaign.project() + "/formList").body);
  REQUIRE(forms);
  CHECK(forms->forms.at(0).manifest_url.empty());
  CHECK(client.get(campaign.project() + "/formList?formID=other").body.find("visit") == std::string::npos);
  REQUIRE(campaign.server->storage().set_form_state(1, "visit", endpoint::FormState::closing));
  forms = sync::read_form_list(client.get(campaign.project() + "/formList").body);
  REQUIRE(forms);
  CHECK(forms->forms.empty());
  CHECK(client.get(campaign.project() + "/forms/visit.xml").status == 200);
}

TEST_CASE("a workbook of Excel is sent and published in one request, and answered by a laptop") {
  const Campaign campaign;
  forms::xlsform::test::XlsxFile workbook;
  workbook
      .table("survey", {{"type", "name", "label::English (en)", "label::français (fr)", "parameters"},
                        {"select_one yes_no", "met", "Did you meet?", "Vous êtes-vous vus ?", ""},
                        {"image", "photo", "A photo", "Une photo", "max-pixels=1024"}})
      .table("choices", {{"list_name", "name", "label::English (en)", "label::français (fr)"},
                         {"yes_no", "yes", "Yes", "Oui"},
                         {"yes_no", "no", "No", "Non"}})
      .table("settings", {{"form_title", "form_id", "version"}, {"Meeting", "meeting", "2026-03"}});
  const std::string bytes = workbook.bytes();
  constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const Answer published = campaign.coordinator().send("POST", campaign.project() + "/forms?publish=true", kXlsx, bytes);
  CAPTURE(published.body);
  REQUIRE(published.status == 200);
  const auto form = nlohmann::json::parse(published.body);
  CHECK(form.at("xmlFormId") == "meeting");
  CHECK(form.at("name") == "Meeting");
  CHECK(form.at("version") == "2026-03");
  CHECK(form.at("publishedAt").is_string());

  HttpClient laptop = campaign.collector();
  CHECK(laptop.get(campaign.project() + "/formList").body.find("<formID>meeting</formID>") != std::string::npos);
  const Answer xform = laptop.get(campaign.project() + "/forms/meeting.xml");
  CHECK(xform.status == 200);
  CHECK(xform.body.find("Vous êtes-vous vus ?") != std::string::npos);
  const MultipartText response = MultipartText().xml("<data id=\"meeting\" version=\"2026-03\"><met>yes</met><photo>a.jpg</photo>"
                                                     "<meta><instanceID>" +
                                                     numbered_id(1) + "</instanceID></meta></data>");
  CHECK(laptop.send("POST", campaign.submission(), response.content_type(), response.text()).status == 201);
  const auto stored = campaign.server->storage().submission(1, "meeting", numbered_id(1));
  REQUIRE(stored);
  CHECK(stored->files.size() == 1); // the photo is awaited: the endpoint knows the workbook's uploads

  // The same once more changes nothing; a workbook cut off on its way is refused whole.
  CHECK(campaign.coordinator().send("POST", campaign.project() + "/forms?publish=true", kXlsx, bytes).status == 200);
  CHECK(campaign.coordinator().send("POST", campaign.project() + "/forms?publish=true", kXlsx, bytes.substr(0, bytes.size() / 2)).status ==
        400);
  CHECK(campaign.server->storage().form_versions(1, "meeting")->size() == 1);
}

TEST_CASE("nothing outside the form's files can be reached") {
  const Campaign campaign;
  HttpClient client = campaign.collector();
  for (const char* path : {"/forms/other.xml", "/forms/visit/attachments/x.csv", "/forms/visit/attachments/..%2F..%2Fendpoint.sqlite",
                           "/forms/..%2Fvisit.xml", "/forms/other", "/forms/visit/attachments/%00", "/forms/%FF.xml"}) {
    INFO(path);
    CHECK(client.get(campaign.project() + path).status == 404);
  }
}

TEST_CASE("a published version never changes") {
  Campaign campaign;
  endpoint::FormVersion form = visit_form();
  CHECK(campaign.server->storage().publish_form(form) == false);
  form.xform += " ";
  form.sha256 = sync::sha256_hex(form.xform);
  const auto changed = campaign.server->storage().publish_form(form);
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code == ErrorCode::conflict);
}

TEST_CASE("the health of the server is no secret") {
  const Campaign campaign;
  CHECK(campaign.stranger().get(campaign.server->url() + "/healthz").status == 200);
  CHECK(campaign.stranger().head(campaign.server->url() + "/healthz").status == 200);
}

TEST_CASE("a form that is closed is read by those who read its responses, one that is closing by all") {
  Campaign campaign;
  const std::string bytes = "name,label\n";
  endpoint::FormVersion form = visit_form("2");
  form.files = {{.name = "a.csv", .sha256 = *campaign.server->files().add(bytes), .md5 = sync::md5_hex(bytes), .size = bytes.size()}};
  campaign.publish(form);
  const std::vector<std::string> paths = {"visit.xml",
                                          "visit",
                                          "visit/manifest",
                                          "visit/attachments",
                                          "visit/attachments/a.csv",
                                          "visit/versions",
                                          "visit/versions/2.xml",
                                          "visit/versions/2/attachments/a.csv"};
  HttpClient viewer = campaign.stranger();
  viewer.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + campaign.add_token(endpoint::Role::viewer, "Vera").secret};
  HttpClient collector = campaign.collector();
  for (const auto& [state, status] :
       {std::pair(endpoint::FormState::open, 200), {endpoint::FormState::closing, 200}, {endpoint::FormState::closed, 403}}) {
    REQUIRE(campaign.server->storage().set_form_state(1, "visit", state));
    for (const std::string& path : paths) {
      CHECK_MESSAGE(collector.get(campaign.project() + "/forms/" + path).status == status, path);
      CHECK_MESSAGE(viewer.get(campaign.project() + "/forms/" + path).status == 200, path);
    }
    const auto listed = [&](HttpClient& client) { return nlohmann::json::parse(client.get(campaign.project() + "/forms").body).size(); };
    CHECK(listed(collector) == (status == 200 ? 1 : 0));
    CHECK(listed(viewer) == 1);
  }
  CHECK(campaign.stranger().get(campaign.keyed() + "/forms/visit.xml").status == 403);
}
