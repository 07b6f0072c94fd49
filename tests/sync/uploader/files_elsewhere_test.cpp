// Media that a project's server keeps on another origin: they arrive, and nothing that proves who we are goes there.
#include "sync/protocol/content_hash.h"
#include "sync/uploader/folder_library.h"
#include "sync/uploader/form_downloader.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

const std::string kRemoteFlags = "name,label\nmx,Mexico\n";
const std::string kRemoteFile = "/v1/projects/1/flags.csv"; // on the project's server

// A project of one form, "visit", with one file, and a form after it without any; and another host that keeps the file.
struct LaptopOfAna : Pilot {
  explicit LaptopOfAna(bool tls = true) : tls_(tls) {}

  bool tls_;
  std::string listed_url = {};                                                    // of the file; empty: on the project's server
  ScriptedServer::Script project_says = [](const Asked&) { return answer(404); }; // when asked for the file
  ScriptedServer::Script other_says = [](const Asked&) { return answer(200, {}, kRemoteFlags); };
  ScriptedServer other{[this](const Asked& asked) { return other_says(asked); }, identity()};
  ScriptedServer project{[this](const Asked& asked) { return answer_to(asked); }, identity()};
  FolderLibrary library{folder() / "library"};
  sync::HttpClient http{{.connect_ms = 5'000, .idle_ms = 10'000}};

  sync::Server account() const {
    auto server = server_at(project.origin());
    if (!tls_) return server; // no password goes over plain http
    server.auth = sync::AuthKind::basic;
    server.username = "ana";
    server.password = "sesame";
    return server;
  }
  sync::DownloadSummary download() { return download_as(account()); }
  sync::DownloadSummary download_as(const sync::Server& server) {
    auto summary = sync::download_forms(http, server, library);
    if (!summary) FAIL(summary.error().to_string());
    return *summary;
  }
  void sends_on_to(const std::string& url) {
    project_says = [url](const Asked&) { return answer(302, {{"Location", url}}); };
  }
  // What came of the one file; the form that has none must have arrived in any case.
  Error failure() {
    const auto summary = download();
    CHECK(library.xml.contains("after"));
    CHECK_FALSE(library.xml.contains("visit"));
    REQUIRE(summary.failures.size() == 1);
    CHECK(summary.failures[0].form_id == "visit");
    CHECK(library.staging_is_empty());
    return summary.failures[0].error;
  }
  // The file is there, the server of the project was told who asks, the other host was not.
  void arrived_without_credentials() {
    const auto summary = download();
    for (const auto& failure : summary.failures) FAIL_CHECK(failure.error.to_string());
    CHECK(library.media["visit"] == std::map<std::string, std::string>{{"flags.csv", kRemoteFlags}});
    REQUIRE_FALSE(other.asked().empty());
    for (const auto& asked : other.asked()) CHECK(asked.header("Authorization").empty());
    for (const auto& asked : project.asked()) CHECK(asked.header("Authorization").empty() == !tls_);
  }

private:
  std::optional<Identity> identity() const { return tls_ ? std::optional(test_identity()) : std::nullopt; }

  Reply answer_to(const Asked& asked) const {
    const std::string base = project.origin() + "/v1/projects/1/";
    const std::string form = "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"/>";
    const auto listed = [&](const std::string& id) {
      return sync::ListedForm{.form_id = id, .name = id, .version = "1", .md5 = sync::md5_hex(form), .download_url = base + id + ".xml"};
    };
    if (asked.target == "/v1/projects/1/formList") {
      auto visit = listed("visit");
      visit.manifest_url = base + "manifest";
      return openrosa(200, {}, sync::write_form_list(std::vector{visit, listed("after")}));
    }
    if (asked.target.ends_with(".xml")) return answer(200, {}, form);
    if (asked.target == kRemoteFile) return project_says(asked);
    if (asked.target != "/v1/projects/1/manifest") return answer(404);
    return openrosa(200, {},
                    sync::write_manifest(
                        std::vector{sync::ManifestFile{.name = "flags.csv",
                                                       .md5 = sync::md5_hex(kRemoteFlags),
                                                       .download_url = listed_url.empty() ? project.origin() + kRemoteFile : listed_url}}));
  }
};

} // namespace

TEST_CASE("a file to which the server redirects on another host arrives, and that host is not told who asks") {
  LaptopOfAna laptop;
  laptop.sends_on_to(laptop.other.origin() + "/bucket/flags.csv?signature=abc");
  laptop.arrived_without_credentials();
  CHECK(laptop.other.asked()[0].target == "/bucket/flags.csv?signature=abc");
}

TEST_CASE("a file that the manifest gives by an address on another host arrives likewise") {
  LaptopOfAna laptop;
  laptop.listed_url = laptop.other.origin() + "/flags.csv";
  laptop.arrived_without_credentials();
}

TEST_CASE("a bearer token does not go along either") {
  LaptopOfAna laptop;
  laptop.sends_on_to(laptop.other.origin() + "/flags.csv");
  auto server = laptop.account();
  server.auth = sync::AuthKind::bearer;
  server.password = "t0ken";
  CHECK(laptop.download_as(server).updated == 2);
  CHECK(laptop.project.asked()[0].header("Authorization") == "Bearer t0ken");
  REQUIRE(laptop.other.asked().size() == 1);
  CHECK(laptop.other.asked()[0].header("Authorization").empty());
}

TEST_CASE("redirects lead on from host to host, by relative addresses too") {
  LaptopOfAna laptop;
  laptop.sends_on_to(laptop.other.origin() + "/share/1");
  laptop.other_says = [](const Asked& asked) {
    if (asked.target == "/share/1") return answer(301, {{"Location", "files/flags.csv"}});
    return asked.target == "/share/files/flags.csv" ? answer(200, {}, kRemoteFlags) : answer(404);
  };
  laptop.arrived_without_credentials();
}

TEST_CASE("the way back from another host to the project's is a stranger's") {
  LaptopOfAna laptop;
  laptop.project_says = [&](const Asked& asked) {
    return asked.header("Authorization").empty() ? answer(401, {{"WWW-Authenticate", "Digest realm=\"x\", nonce=\"y\", qop=\"auth\""}})
                                                 : answer(302, {{"Location", laptop.other.origin() + "/back"}});
  };
  laptop.other_says = [&](const Asked&) { return answer(302, {{"Location", laptop.project.origin() + kRemoteFile}}); };
  CHECK(laptop.failure().code == ErrorCode::refused);
  CHECK(std::ranges::count(laptop.project.asked(), kRemoteFile, &Asked::target) == 2);
}

TEST_CASE("redirects without end have one") {
  LaptopOfAna laptop;
  laptop.sends_on_to(laptop.other.origin() + "/again");
  laptop.other_says = [](const Asked&) { return answer(302, {{"Location", "/again"}}); };
  CHECK(laptop.failure().message.contains("localhost"));
  CHECK(laptop.other.asked().size() == 5);
}

TEST_CASE("nothing leads from https to http, on this machine neither") {
  LaptopOfAna laptop;
  const ScriptedServer plain([](const Asked&) { return answer(200, {}, kRemoteFlags); });
  auto server = laptop.account();
  server.allow_plain_http_on_loopback = true;
  const auto refused = [&] {
    const auto summary = laptop.download_as(server);
    REQUIRE(summary.failures.size() == 1);
    CHECK(summary.failures[0].error.code == ErrorCode::refused);
    CHECK(summary.failures[0].error.message.contains("https://"));
  };
  laptop.sends_on_to(plain.origin() + "/flags.csv");
  refused();
  laptop.listed_url = plain.origin() + "/flags.csv";
  refused();
  laptop.listed_url.clear();
  laptop.sends_on_to(laptop.other.origin() + "/flags.csv");
  laptop.other_says = [&](const Asked&) { return answer(302, {{"Location", plain.origin() + "/flags.csv"}}); };
  refused();
  CHECK(plain.connections() == 0);
}

TEST_CASE("between servers on loopback a file may lie over plain http, and no further away") {
  LaptopOfAna laptop(false);
  laptop.sends_on_to(laptop.other.origin() + "/flags.csv");
  laptop.arrived_without_credentials();

  LaptopOfAna astray(false);
  astray.sends_on_to("http://files.example/flags.csv");
  CHECK(astray.failure().message.contains("files.example"));
}

TEST_CASE("the project's own authority vouches for no other host, which is asked nothing then") {
  LaptopOfAna laptop;
  laptop.sends_on_to("https://127.0.0.1:" + std::to_string(laptop.other.port()) + "/flags.csv");
  const auto error = laptop.failure();
  CHECK(error.code == ErrorCode::tls_untrusted);
  CHECK(error.message.contains("127.0.0.1"));
  CHECK(laptop.other.asked().empty());
}

TEST_CASE("what another host refuses is told with its name, is no matter of our credentials, and shows no key of the address") {
  for (const int status : {401, 403, 404, 503}) {
    LaptopOfAna laptop;
    laptop.sends_on_to(laptop.other.origin() + "/flags.csv?signature=abc");
    laptop.other_says = [&](const Asked&) { return answer(status, {{"WWW-Authenticate", "Digest realm=\"x\", nonce=\"y\""}}); };
    const auto error = laptop.failure();
    CHECK(error.code == (status == 503 ? ErrorCode::server_error : ErrorCode::refused));
    CHECK(error.message.contains("flags.csv"));
    CHECK_FALSE(error.to_string().contains("signature"));
    CHECK(laptop.other.asked().size() == 1);
  }
}

TEST_CASE("a host that is not there fails its own form alone") {
  LaptopOfAna laptop;
  laptop.sends_on_to("https://files.invalid/flags.csv?signature=abc");
  const auto error = laptop.failure();
  CHECK(error.code == ErrorCode::no_network);
  CHECK(error.message.contains("files.invalid"));
  CHECK_FALSE(error.to_string().contains("signature"));
}
