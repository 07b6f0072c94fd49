// Forms from servers of others, whose lists these scripts give in the shapes that ODK Central and KoboToolbox have.
#include "sync/protocol/base64.h"
#include "sync/protocol/content_hash.h"
#include "sync/uploader/digest.h"
#include "sync/uploader/folder_library.h"
#include "sync/uploader/form_downloader.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

const std::string kFormXml = "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"/>";

const Headers kCentralSays = {{"Content-Type", "text/xml; charset=utf-8"}, {"X-OpenRosa-Accept-Content-Length", "100000000"}};

// As a server streams what it does not know the length of.
Reply chunked(std::string_view content, bool to_the_end = true) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string size;
  for (auto rest = content.size(); rest > 0; rest /= 16) size.insert(0, 1, kDigits[rest % 16]);
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/csv; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
  return {.bytes = head + size + "\r\n" + std::string(content) + "\r\n" + (to_the_end ? "0\r\n\r\n" : ""),
          .then = to_the_end ? Then::keep : Then::close};
}

// A project with a form whose choices are an entity list and a file.
struct Central {
  std::string path = "/v1/key/abcdefgh/projects/7";
  std::string entities = "name,label,__version\n9c1f,Casa 1,1\n";
  std::string changed_at = "2024-05-01T10:00:00.000Z"; // of which the list's hash is made
  std::string regions = "name,label\nn,Norte\n";
  bool breaks_off = false;

  Reply answer_to(const Asked& asked) {
    const std::string here = "https://" + asked.header("Host") + path;
    const bool version = asked.header("X-OpenRosa-Version") == "1.0";
    if (asked.target == path + "/formList") return version ? openrosa(200, kCentralSays, list(here)) : openrosa(400, kCentralSays);
    if (asked.target == path + "/forms/visit/manifest")
      return version ? openrosa(200, kCentralSays, manifest(here)) : openrosa(400, kCentralSays);
    if (asked.target == path + "/forms/visit.xml") return answer(200, {{"Content-Type", "application/xml"}}, kFormXml);
    if (asked.target == path + "/forms/visit/attachments/households.csv") return chunked(entities, !breaks_off);
    if (asked.target == path + "/forms/visit/attachments/regions.csv") return answer(200, {{"Content-Type", "text/csv"}}, regions);
    return answer(404, {{"Content-Type", "application/json"}}, R"({"message":"Could not find the resource.","code":404.1})");
  }

private:
  static std::string list(const std::string& here) {
    return R"(<?xml version="1.0" encoding="UTF-8"?>
  <xforms xmlns="http://openrosa.org/xforms/xformsList">
    <xform>
      <formID>visit</formID>
      <name>Visit</name>
      <version>7</version>
      <hash>md5:)" +
           sync::md5_hex(kFormXml) + "</hash>\n      <downloadUrl>" + here + "/forms/visit.xml</downloadUrl>\n      <manifestUrl>" + here +
           "/forms/visit/manifest</manifestUrl>\n    </xform>\n  </xforms>";
  }
  std::string manifest(const std::string& here) const {
    const std::string files = here + "/forms/visit/attachments/";
    return R"(<?xml version="1.0" encoding="UTF-8"?>
  <manifest xmlns="http://openrosa.org/xforms/xformsManifest">
    <mediaFile type="entityList">
      <filename>households.csv</filename>
      <hash>md5:)" +
           sync::md5_hex(changed_at) + "</hash>\n      <downloadUrl>" + files + "households.csv</downloadUrl>\n      <integrityUrl>" +
           here +
           "/datasets/households/integrity</integrityUrl>\n    </mediaFile>\n    <mediaFile>\n      <filename>regions.csv</filename>\n"
           "      <hash>md5:" +
           sync::md5_hex(regions) + "</hash>\n      <downloadUrl>" + files + "regions.csv</downloadUrl>\n    </mediaFile>\n  </manifest>";
  }
};

// An account with a form that has a file without hash and the data of another form, whose hash is of an id and of the time.
struct Kobo {
  std::string other_form = "<root><item><name>Ana</name></item></root>";
  int time = 0;
  std::function<bool(const Asked&)> admits = [](const Asked& asked) {
    return asked.header("Authorization") == "Basic " + sync::base64("ana:sesame");
  };

  Reply answer_to(const Asked& asked) {
    if (!admits(asked))
      return answer(
          401, {{"WWW-Authenticate", R"(Digest realm="DJANGO", nonce="17:ab", opaque="xyz", algorithm="MD5", qop="auth", stale="false")"}});
    const std::string here = "https://" + asked.header("Host") + "/ana";
    if (asked.target == "/ana/formList") return openrosa(200, {{"Content-Type", "text/xml; charset=utf-8"}}, list(here));
    if (asked.target == "/ana/forms/42/form.xml") return openrosa(200, {}, kFormXml);
    if (asked.target == "/ana/xformsManifest/42") return openrosa(200, {{"Content-Type", "text/xml; charset=utf-8"}}, manifest(here));
    if (asked.target == "/ana/xformsMedia/42/1.xml") return answer(200, {{"Content-Type", "text/xml"}}, other_form);
    if (asked.target == "/ana/xformsMedia/42/2.png") return answer(200, {{"Content-Type", "image/png"}}, "PNG bytes");
    return answer(404);
  }

private:
  static std::string list(const std::string& here) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<xforms "
           "xmlns=\"http://openrosa.org/xforms/xformsList\"><xform><formID>aBcD</formID>"
           "<name>Visit</name><majorMinorVersion>2 (2024-05-01 10:00:00)</majorMinorVersion><version>2 (2024-05-01 10:00:00)</version>"
           "<hash>md5:" +
           sync::md5_hex(kFormXml) + "</hash><descriptionText></descriptionText><downloadUrl>" + here +
           "/forms/42/form.xml</downloadUrl><manifestUrl>" + here + "/xformsManifest/42</manifestUrl></xform></xforms>";
  }
  std::string manifest(const std::string& here) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\"><mediaFile>"
           "<filename>people.xml</filename><hash>md5:" +
           sync::md5_hex("1." + std::to_string(++time)) + "</hash><downloadUrl>" + here +
           "/xformsMedia/42/1.xml</downloadUrl></mediaFile><mediaFile><filename>logo.png</filename><hash>md5:</hash><downloadUrl>" + here +
           "/xformsMedia/42/2.png</downloadUrl></mediaFile></manifest>";
  }
};

template <typename Host>
struct LaptopAt : Pilot {
  Host host;
  ScriptedServer server{[this](const Asked& asked) { return host.answer_to(asked); }, test_identity()};
  FolderLibrary library{folder() / "library"};
  sync::HttpClient http{{.connect_ms = 5'000, .idle_ms = 10'000}};

  sync::DownloadSummary download_as(const sync::Server& target) {
    auto summary = sync::download_forms(http, target, library);
    if (!summary) FAIL(summary.error().to_string());
    return *summary;
  }
  // As it is not expected to fail.
  sync::DownloadSummary downloaded_as(const sync::Server& target) {
    auto summary = download_as(target);
    for (const auto& failure : summary.failures) FAIL_CHECK(failure.error.to_string());
    return summary;
  }
  std::ptrdiff_t fetches(const std::string& target) const { return std::ranges::count(server.asked(), target, &Asked::target); }
};

struct AtCentral : LaptopAt<Central> {
  std::string households = host.path + "/forms/visit/attachments/households.csv";
  sync::Server project() const {
    auto target = server_at(server.origin());
    target.url = server.origin() + host.path;
    return target;
  }
};

struct AtKobo : LaptopAt<Kobo> {
  sync::Server account(sync::AuthKind how = sync::AuthKind::basic) const {
    auto target = server_at(server.origin());
    target.url = server.origin() + "/ana";
    target.auth = how;
    target.username = "ana";
    target.password = "sesame";
    return target;
  }
  bool has_everything() {
    return library.xml["aBcD"] == kFormXml &&
           library.media["aBcD"] == std::map<std::string, std::string>{{"people.xml", host.other_form}, {"logo.png", "PNG bytes"}};
  }
};

} // namespace

TEST_CASE("Central, by the app user's path: a form with an entity list arrives, and again only what changed") {
  AtCentral there;
  CHECK(there.downloaded_as(there.project()).updated == 1);
  CHECK(there.library.xml.at("visit") == kFormXml);
  CHECK(there.library.media.at("visit").at("households.csv") == there.host.entities);
  CHECK(there.library.media.at("visit").at("regions.csv") == there.host.regions);
  CHECK(there.fetches(there.households) == 1);

  CHECK(there.downloaded_as(there.project()).unchanged == 1);
  CHECK(there.fetches(there.households) == 1);

  there.host.entities += "77ab,Casa 2,1\n";
  there.host.changed_at = "2024-05-01T11:00:00.000Z";
  CHECK(there.downloaded_as(there.project()).updated == 1);
  CHECK(there.library.media.at("visit").at("households.csv") == there.host.entities);
  CHECK(there.fetches(there.households) == 2);
  CHECK(there.fetches(there.host.path + "/forms/visit/attachments/regions.csv") == 1);
}

TEST_CASE("Central's entity list that breaks off in the middle of a stream is not taken") {
  AtCentral there;
  there.host.breaks_off = true;
  const auto summary = there.download_as(there.project());
  REQUIRE(summary.failures.size() == 1);
  CHECK(summary.failures[0].error.code == ErrorCode::no_network);
  CHECK_FALSE(summary.failures[0].error.to_string().contains("abcdefgh"));
  CHECK(there.library.stores == 0);
  CHECK(there.library.staging_is_empty());
}

TEST_CASE("Kobo by Basic: files whose hash is of something else, or none, arrive; the same bytes are no change") {
  AtKobo there;
  CHECK(there.downloaded_as(there.account()).updated == 1);
  CHECK(there.has_everything());
  CHECK(there.downloaded_as(there.account()).unchanged == 1);
  there.host.other_form = "<root><item><name>Luz</name></item></root>";
  CHECK(there.downloaded_as(there.account()).updated == 1);
  CHECK(there.has_everything());
}

TEST_CASE("Kobo by Digest with qop=\"auth\" on each GET, asked for with either setting") {
  for (const auto how : {sync::AuthKind::digest, sync::AuthKind::basic}) {
    AtKobo there;
    there.host.admits = [](const Asked& asked) {
      return digest_field(asked.header("Authorization"), "qop") == "auth" && digest_holds(asked, "sesame");
    };
    CHECK(there.downloaded_as(there.account(how)).updated == 1);
    CHECK(there.has_everything());
    CHECK(std::ranges::count_if(there.server.asked(), [](const Asked& asked) {
            return asked.header("Authorization").starts_with("Basic");
          }) == (how == sync::AuthKind::basic ? 1 : 0));
  }
}
