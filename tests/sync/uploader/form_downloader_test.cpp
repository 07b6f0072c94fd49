// Forms and media from an OpenRosa server, and from one that lies.
#include "sync/protocol/content_hash.h"
#include "sync/uploader/form_downloader.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

// A library in a folder: what it was given last, by form id.
class FolderLibrary final : public sync::FormSink {
public:
  explicit FolderLibrary(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_ / "staging");
  }

  std::map<std::string, std::string> xml;
  std::map<std::string, std::map<std::string, std::string>> media; // form -> name -> content
  int stores = 0;
  std::optional<Error> refusal;

  Result<std::optional<std::string>> form_md5(const std::string& form_id, const std::string&) override {
    if (!xml.contains(form_id)) return std::nullopt;
    return sync::md5_hex(xml[form_id]);
  }
  Result<std::vector<sync::ManifestFile>> media_of(const std::string& form_id, const std::string&) override {
    std::vector<sync::ManifestFile> files;
    for (const auto& [name, content] : media[form_id]) files.push_back({.name = name, .md5 = sync::md5_hex(content)});
    return files;
  }
  std::filesystem::path staging_folder() override { return folder_ / "staging"; }
  Result<void> store(sync::DownloadedForm form) override {
    if (refusal) return std::unexpected(*refusal);
    ++stores;
    if (!form.xml.empty()) xml[form.form.form_id] = form.xml;
    auto& old = media[form.form.form_id];
    std::map<std::string, std::string> now;
    for (const auto& name : form.unchanged_media) now[name] = old.at(name);
    for (const auto& file : form.media) {
      std::ifstream in(file.file, std::ios::binary);
      now[file.name] = {std::istreambuf_iterator<char>(in), {}};
    }
    old = now;
    return {};
  }
  bool staging_is_empty() const { return std::filesystem::is_empty(folder_ / "staging"); }

private:
  std::filesystem::path folder_;
};

// A server with one form and its media, all of which a test may change.
struct Shelf {
  std::string form = "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"/>";
  std::map<std::string, std::string> media = {{"flags.csv", "name,label\nmx,Mexico\n"}, {"img/logo.png", "PNG bytes"}};
  std::string host = {}; // of the listed addresses; empty: its own
  std::string wrong_hash = {};
  std::map<std::string, Reply> instead = {}; // target -> reply

  Reply answer_to(const Asked& asked) {
    const std::string base = "/v1/projects/1/";
    if (const auto found = instead.find(asked.target); found != instead.end()) return found->second;
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
                                 .version = "7",
                                 .md5 = wrong_hash.empty() ? sync::md5_hex(form) : wrong_hash,
                                 .download_url = base + "forms/visit.xml",
                                 .manifest_url = base + "forms/visit/manifest"};
    return sync::write_form_list(std::vector{visit});
  }
  std::string manifest(const std::string& base) const {
    std::vector<sync::ManifestFile> files;
    for (const auto& [name, content] : media)
      files.push_back({.name = name, .md5 = sync::md5_hex(content), .download_url = base + "forms/visit/attachments/" + name});
    return sync::write_manifest(files);
  }
};

struct Library : Pilot {
  Shelf shelf;
  ScriptedServer server{[this](const Asked& asked) { return shelf.answer_to(asked); }, test_identity()};
  FolderLibrary library{folder() / "library"};
  sync::HttpClient http{{.connect_ms = 5'000, .idle_ms = 10'000}};

  Result<sync::DownloadSummary> download() { return sync::download_forms(http, server_at(server.origin()), library); }
  Error failure() {
    auto summary = download();
    if (!summary) return summary.error();
    REQUIRE(summary->failures.size() == 1);
    CHECK(library.stores == 0);
    CHECK(library.staging_is_empty());
    return summary->failures[0].error;
  }
};

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

TEST_CASE("a form or file that does not fit its hash is refused") {
  Library there;
  there.shelf.wrong_hash = std::string(32, '0');
  CHECK(there.failure().code == ErrorCode::malformed);
  there.shelf.wrong_hash.clear();
  there.shelf.instead["/v1/projects/1/forms/visit/attachments/flags.csv"] = answer(200, {}, "name,label\nmx,Mex");
  const auto error = there.failure();
  CHECK(error.code == ErrorCode::malformed);
  CHECK(error.message.contains("flags.csv"));
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
