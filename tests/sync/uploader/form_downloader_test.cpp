// Forms and media from an OpenRosa server, and from one that lies.
#include "sync/protocol/content_hash.h"
#include "sync/uploader/folder_library.h"
#include "sync/uploader/form_downloader.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <fstream>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

const std::string kFlags = "/v1/projects/1/forms/visit/attachments/flags.csv";

// A server with one form and its media, all of which a test may change.
struct Shelf {
  std::string form = "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"/>";
  std::map<std::string, std::string> media = {{"flags.csv", "name,label\nmx,Mexico\n"}, {"img/logo.png", "PNG bytes"}};
  std::string host = {}; // of the listed addresses; empty: its own
  std::string version = "7";
  std::string wrong_hash = {};
  bool lists_form_hash = true;
  std::map<std::string, std::string> listed = {};         // media -> hash that the manifest gives for it, in place of its MD5
  std::map<std::string, Reply> instead = {};              // target -> reply
  std::map<std::string, std::vector<Reply>> in_turn = {}; // target -> replies, the first of which is used up

  Reply answer_to(const Asked& asked) {
    const std::string base = "/v1/projects/1/";
    if (const auto found = instead.find(asked.target); found != instead.end()) return found->second;
    if (const auto found = in_turn.find(asked.target); found != in_turn.end() && !found->second.empty()) {
      const Reply next = found->second.front();
      found->second.erase(found->second.begin());
      return next;
    }
    const std::string own = host.empty() ? "https://" + asked.header("Host") : host;
    if (asked.target == base + "formList") return openrosa(200, {}, list(own + base));
    if (asked.target == base + "forms/visit.xml") return answer(200, {}, form);
    if (asked.target == base + "forms/visit/manifest") return openrosa(200, {}, manifest(own + base));
    for (const auto& [name, content] : media)
      if (asked.target == base + "forms/visit/attachments/" + name) return answer(200, {}, content);
    return answer(404);
  }

private:
  std::string list(const std::string& base) const {
    const sync::ListedForm visit{.form_id = "visit",
                                 .name = "Visit",
                                 .version = version,
                                 .md5 = !lists_form_hash     ? ""
                                        : wrong_hash.empty() ? sync::md5_hex(form)
                                                             : wrong_hash,
                                 .download_url = base + "forms/visit.xml",
                                 .manifest_url = base + "forms/visit/manifest"};
    return sync::write_form_list(std::vector{visit});
  }
  std::string manifest(const std::string& base) const {
    std::vector<sync::ManifestFile> files;
    for (const auto& [name, content] : media)
      files.push_back({.name = name,
                       .md5 = listed.contains(name) ? listed.at(name) : sync::md5_hex(content),
                       .download_url = base + "forms/visit/attachments/" + name});
    return sync::write_manifest(files);
  }
};

struct Library : Pilot {
  Shelf shelf;
  ScriptedServer server{[this](const Asked& asked) { return shelf.answer_to(asked); }, test_identity()};
  FolderLibrary library{folder() / "library"};
  sync::HttpClient http{{.connect_ms = 5'000, .idle_ms = 10'000}};

  Result<sync::DownloadSummary> download() { return sync::download_forms(http, server_at(server.origin()), library); }
  // How often that path under the project was asked for.
  std::ptrdiff_t fetches(const std::string& path) const {
    return std::ranges::count(server.asked(), "/v1/projects/1/" + path, &Asked::target);
  }
  Error failure() {
    auto summary = download();
    if (!summary) return summary.error();
    REQUIRE(summary->failures.size() == 1);
    CHECK(library.stores == 0);
    CHECK(library.staging_is_empty());
    return summary->failures[0].error;
  }
};

// The server's list has this form, then "visit".
void list_before_visit(Library& there, const std::string& form) {
  const std::string forms = there.server.origin() + "/v1/projects/1/forms/";
  std::string list = "<xforms>";
  for (const std::string& id : {form, std::string("visit")})
    list += "<xform><formID>" + id + "</formID><downloadUrl>" + forms + id + ".xml</downloadUrl></xform>";
  there.shelf.instead["/v1/projects/1/formList"] = openrosa(200, {}, list + "</xforms>");
}

} // namespace

TEST_CASE("a form arrives with its media, byte for byte") {
  Library there;
  const auto summary = there.download();
  REQUIRE(summary.has_value());
  CHECK(summary->updated == 1);
  CHECK(summary->failures.empty());
  CHECK(there.library.xml.at("visit") == there.shelf.form);
  CHECK(there.library.media.at("visit") == there.shelf.media);
  CHECK(there.library.staging_is_empty());
}

TEST_CASE("what is there already with the same hash is not fetched again") {
  Library there;
  REQUIRE(there.download().has_value());
  const auto before = there.server.asked().size();
  const auto again = there.download();
  CHECK(again->unchanged == 1);
  CHECK(there.library.stores == 1);
  CHECK(there.server.asked().size() == before + 2); // list and manifest
}

TEST_CASE("two programs that download at once do not touch each other's files") {
  Library there;
  FolderLibrary other(there.folder() / "library");
  there.library.before_store = [&] {
    sync::HttpClient http({.connect_ms = 5'000, .idle_ms = 10'000});
    CHECK(sync::download_forms(http, there.server_at(there.server.origin()), other)->updated == 1);
  };
  CHECK(there.download()->updated == 1);
  CHECK(other.media.at("visit") == there.shelf.media);
  CHECK(there.library.media.at("visit") == there.shelf.media);
  CHECK(there.library.staging_is_empty());
}

TEST_CASE("what a killed download left is removed a day later, and nothing else is") {
  Library there;
  const auto staging = there.library.staging_folder();
  const auto leave = [&](const std::string& name, std::chrono::hours age) {
    std::ofstream(staging / name) << "half a f";
    std::filesystem::last_write_time(staging / name, std::filesystem::file_time_type::clock::now() - age);
  };
  leave("media-1-2-0", std::chrono::hours(25));
  leave("media-3-4-0", std::chrono::hours(1));
  leave("notes.txt", std::chrono::hours(25));
  CHECK(there.download()->updated == 1);
  CHECK_FALSE(std::filesystem::exists(staging / "media-1-2-0"));
  CHECK(std::filesystem::exists(staging / "media-3-4-0"));
  CHECK(std::filesystem::exists(staging / "notes.txt"));
}

TEST_CASE("only a changed media file is fetched, and a removed one goes") {
  Library there;
  REQUIRE(there.download().has_value());
  there.shelf.media["flags.csv"] += "pe,Peru\n";
  there.shelf.media.erase("img/logo.png");
  CHECK(there.download()->updated == 1);
  CHECK(there.library.media.at("visit") == there.shelf.media);
  CHECK(there.library.xml.at("visit") == there.shelf.form);
}

TEST_CASE("a server that does not know its public name is asked at ours") {
  Library there;
  there.shelf.host = "http://localhost:8383";
  CHECK(there.download()->updated == 1);
}

TEST_CASE("addresses on other hosts are not followed, and get no credentials") {
  Library there;
  there.shelf.host = "https://evil.example/steal";
  const auto error = there.failure();
  CHECK(error.code == ErrorCode::refused);
  CHECK(error.message.contains("evil.example"));
}

TEST_CASE("a form that does not fit its hash is refused") {
  Library there;
  there.shelf.wrong_hash = std::string(32, '0');
  CHECK(there.failure().code == ErrorCode::malformed);
}

TEST_CASE("a file that does not fit its hash, and comes otherwise the second time, is refused") {
  Library there;
  there.shelf.in_turn[kFlags] = {answer(200, {}, "name,label\nmx,Mex"), answer(200, {}, "name,label\nmx,M")};
  const auto error = there.failure();
  CHECK(error.code == ErrorCode::malformed);
  CHECK(error.message.contains("flags.csv"));
  CHECK(there.fetches("forms/visit/attachments/flags.csv") == 2);
}

TEST_CASE("a file that was damaged on its way once is fetched once more") {
  Library there;
  there.shelf.in_turn[kFlags] = {answer(200, {}, "name,label\nmx,Mex")};
  CHECK(there.download()->updated == 1);
  CHECK(there.library.media.at("visit") == there.shelf.media);
}

TEST_CASE("a file under a hash of something else is taken when it comes twice the same, and not again until the hash changes") {
  Library there;
  there.shelf.listed["flags.csv"] = std::string(32, 'a');
  CHECK(there.download()->updated == 1);
  CHECK(there.library.media.at("visit") == there.shelf.media);
  CHECK(there.fetches("forms/visit/attachments/flags.csv") == 2);

  CHECK(there.download()->unchanged == 1);
  CHECK(there.fetches("forms/visit/attachments/flags.csv") == 2);
  CHECK(there.library.stores == 1);

  there.shelf.listed["flags.csv"] = std::string(32, 'b');
  there.shelf.media["flags.csv"] += "pe,Peru\n";
  CHECK(there.download()->updated == 1);
  CHECK(there.library.media.at("visit") == there.shelf.media);
  CHECK(there.fetches("forms/visit/attachments/flags.csv") == 4);
}

TEST_CASE("a new hash over the bytes that the library has is remembered, and is no change") {
  Library there;
  there.shelf.listed["flags.csv"] = std::string(32, 'a');
  REQUIRE(there.download()->updated == 1);
  there.shelf.listed["flags.csv"] = std::string(32, 'b');
  CHECK(there.download()->unchanged == 1);
  CHECK(there.fetches("forms/visit/attachments/flags.csv") == 3); // the same bytes as before need no second look
  CHECK(there.download()->unchanged == 1);
  CHECK(there.fetches("forms/visit/attachments/flags.csv") == 3);
}

TEST_CASE("a page in a file's place is refused, however often it comes") {
  Library there;
  there.shelf.instead[kFlags] = answer(200, {{"Content-Type", "text/html"}}, "\n<!DOCTYPE html><html><body>Sorry</body></html>");
  CHECK(there.failure().message.contains("flags.csv"));
  there.shelf.listed["flags.csv"] = "";
  CHECK(there.failure().message.contains("flags.csv"));
}

TEST_CASE("a file of unknown length whose connection breaks is not taken for a whole one") {
  Library there;
  there.shelf.listed["flags.csv"] = std::string(32, 'a');
  there.shelf.instead[kFlags] = {.bytes = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nname,lab", .then = Then::reset};
  CHECK(there.failure().code == ErrorCode::no_network);
}

TEST_CASE("without hashes a form has changed when its version has, and a file when its bytes have") {
  Library there;
  there.shelf.lists_form_hash = false;
  for (const auto& [name, content] : there.shelf.media) there.shelf.listed[name] = "";
  CHECK(there.download()->updated == 1);
  CHECK(there.download()->unchanged == 1);
  CHECK(there.library.stores == 1);
  CHECK(there.fetches("forms/visit.xml") == 1);

  there.shelf.media["flags.csv"] += "pe,Peru\n";
  CHECK(there.download()->updated == 1);
  CHECK(there.library.media.at("visit") == there.shelf.media);

  there.shelf.form += "<!-- 8 -->";
  there.shelf.version = "8";
  CHECK(there.download()->updated == 1);
  CHECK(there.library.xml.at("visit") == there.shelf.form);
}

TEST_CASE("without hash and version a form is fetched and compared") {
  Library there;
  there.shelf.lists_form_hash = false;
  there.shelf.version = "";
  CHECK(there.download()->updated == 1);
  CHECK(there.download()->unchanged == 1);
  there.shelf.form += "<!-- changed -->";
  CHECK(there.download()->updated == 1);
  CHECK(there.library.xml.at("visit") == there.shelf.form);
}

TEST_CASE("a download that breaks off leaves nothing behind") {
  Library there;
  there.shelf.instead["/v1/projects/1/forms/visit/attachments/img/logo.png"] = {
      .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nPNG", .then = Then::close};
  CHECK(there.failure().code == ErrorCode::no_network);
}

TEST_CASE("a media name that leads out of its folder stops the form") {
  Library there;
  there.shelf.media["../../outside.txt"] = "x";
  const auto error = there.failure();
  CHECK(error.code == ErrorCode::malformed);
  CHECK(error.message.contains("leads out of its folder"));
}

TEST_CASE("a form that the engine refuses is reported and does not stop the others") {
  Library there;
  there.library.refusal = Error{ErrorCode::unsupported, "The form uses \"geotrace\", which is not supported."};
  CHECK(there.failure().code == ErrorCode::unsupported);
}

TEST_CASE("a form that the list gives no address for is a failure of its own, and the others arrive") {
  Library there;
  const std::string base = there.server.origin() + "/v1/projects/1/";
  there.shelf.instead["/v1/projects/1/formList"] =
      openrosa(200, {},
               "<xforms><xform><formID>closed</formID></xform><xform><formID>visit</formID><version>7</version><downloadUrl>" + base +
                   "forms/visit.xml</downloadUrl></xform></xforms>");
  const auto summary = there.download();
  REQUIRE(summary.has_value());
  CHECK(summary->updated == 1);
  REQUIRE(summary->failures.size() == 1);
  CHECK(summary->failures[0].form_id == "closed");
  CHECK(summary->failures[0].error.message.contains("no address"));
}

TEST_CASE("a form that leads to another host does not stop those after it") {
  Library there;
  list_before_visit(there, "elsewhere");
  there.shelf.instead["/v1/projects/1/forms/elsewhere.xml"] = answer(302, {{"Location", "https://media.example/elsewhere.xml"}});
  const auto summary = there.download();
  REQUIRE(summary.has_value());
  CHECK(summary->updated == 1);
  REQUIRE(summary->failures.size() == 1);
  CHECK(summary->failures[0].form_id == "elsewhere");
  CHECK(summary->failures[0].error.message.contains("media.example"));
}

TEST_CASE("a form that was closed since the list came does not stop those after it; credentials that hold no more do") {
  for (const auto& [status, updated] : {std::pair{403, 1}, std::pair{401, 0}}) {
    Library there;
    list_before_visit(there, "closed");
    there.shelf.instead["/v1/projects/1/forms/closed.xml"] = answer(status);
    const auto summary = there.download();
    REQUIRE(summary.has_value());
    CHECK(summary->updated == static_cast<std::size_t>(updated));
    REQUIRE(summary->failures.size() == 1);
    CHECK(summary->failures[0].error.code == ErrorCode::unauthorized);
  }
}

TEST_CASE("lists from a captive portal, a locked door, nowhere and a broken server") {
  const auto error_for = [](const Reply& reply) {
    Library there;
    there.shelf.instead["/v1/projects/1/formList"] = reply;
    auto summary = there.download();
    REQUIRE_FALSE(summary.has_value());
    return summary.error().code;
  };
  CHECK(error_for(answer(200, {}, "<html><body>Sign in</body></html>")) == ErrorCode::captive_portal);
  CHECK(error_for(answer(302, {{"Location", "https://portal.example/"}})) == ErrorCode::captive_portal);
  CHECK(error_for(openrosa(200, {}, "<xforms><xform></xforms>")) == ErrorCode::malformed);
  CHECK(error_for(answer(401)) == ErrorCode::unauthorized);
  CHECK(error_for(answer(403)) == ErrorCode::unauthorized);
  CHECK(error_for(answer(404)) == ErrorCode::not_found);
  CHECK(error_for(answer(503)) == ErrorCode::server_error);
  CHECK(error_for(openrosa(200, {}, std::string(17 << 20, ' '))) == ErrorCode::limit_exceeded);
}

TEST_CASE("addresses in the list and in the manifest may be relative, or have blanks in them") {
  Library there;
  const std::string list = "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\"><xform><formID>visit</formID><name>Visit</name>"
                           "<version>7</version><downloadUrl>forms/visit form.xml</downloadUrl><manifestUrl>/v1/projects/1/forms/visit "
                           "form/manifest</manifestUrl></xform></xforms>";
  const std::string manifest =
      "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\"><mediaFile><filename>flags.csv</filename><hash>md5:" +
      sync::md5_hex("1") +
      "</hash><downloadUrl>my flags.csv</downloadUrl></mediaFile><mediaFile><filename>flags.csv</filename><hash>md5:" + sync::md5_hex("1") +
      "</hash><downloadUrl>my flags.csv</downloadUrl></mediaFile></manifest>";
  there.shelf.instead = {{"/v1/projects/1/formList", openrosa(200, {}, list)},
                         {"/v1/projects/1/forms/visit%20form.xml", answer(200, {}, there.shelf.form)},
                         {"/v1/projects/1/forms/visit%20form/manifest", openrosa(200, {}, manifest)},
                         {"/v1/projects/1/forms/visit%20form/my%20flags.csv", answer(200, {}, "1")}};
  const auto summary = there.download();
  REQUIRE(summary.has_value());
  for (const auto& failure : summary->failures) MESSAGE(failure.error.message);
  CHECK(summary->updated == 1);
  CHECK(there.library.xml["visit"] == there.shelf.form);
  CHECK(there.library.media["visit"] == std::map<std::string, std::string>{{"flags.csv", "1"}});
  CHECK(there.fetches("forms/visit%20form/my%20flags.csv") == 1);
}

TEST_CASE("of a form that is listed in several versions the newest is taken, in whatever order, and nothing is fetched a second time") {
  struct Case {
    std::vector<std::string> versions;
    std::string newest;
  };
  for (const auto& [versions, newest] : {Case{{"2", "10"}, "10"}, Case{{"10", "2"}, "10"}, Case{{"v1", "v2"}, "v2"},
                                         Case{{"v2", "v1"}, "v2"}, Case{{"", "1"}, "1"}, Case{{"3", "3"}, "3"}}) {
    CAPTURE(versions[0]);
    Library there;
    const std::string base = there.server.origin() + "/v1/projects/1/";
    std::vector<sync::ListedForm> forms;
    for (const auto& version : versions) {
      const std::string xml = "<h version=\"" + version + "\" place=\"" + std::to_string(forms.size()) + "\"/>";
      const std::string path = "forms/" + std::to_string(forms.size()) + ".xml";
      there.shelf.instead["/v1/projects/1/" + path] = answer(200, {}, xml);
      forms.push_back({.form_id = "visit", .name = "Visit", .version = version, .md5 = sync::md5_hex(xml), .download_url = base + path});
    }
    there.shelf.instead["/v1/projects/1/formList"] = openrosa(200, {}, sync::write_form_list(forms));
    REQUIRE(there.download().has_value());
    CHECK(there.library.versions.at("visit") == newest);
    const auto before = there.server.asked().size();
    const auto again = there.download();
    REQUIRE(again.has_value());
    CHECK(again->updated == 0);
    CHECK(again->failures.empty());
    CHECK(again->listed.size() == 1);
    CHECK(there.server.asked().size() == before + 1);
  }
}
