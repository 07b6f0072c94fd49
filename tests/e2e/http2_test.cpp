// HTTP/2 where a proxy in front offers it: the real client through a real HAProxy, which lets nothing else through here.
#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "e2e/haproxy.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/uploader/memory_outbox.h"
#include "sync/uploader/uploader.h"

using namespace pilotage;
using pilotage::tests::Haproxy;
using pilotage::tests::MemoryOutbox;

namespace {

constexpr const char* kOnlyHttp2 = "    http-request deny deny_status 403 unless { fc_http_major 2 }\n"
                                   "    http-after-response set-header X-Spoken-In-Front %[fc_http_major]\n";

struct Front {
  test::Campaign campaign;
  std::unique_ptr<endpoint::Endpoint> plain = start_plain(); // behind the proxy, on the same data
  Haproxy proxy{campaign.directory.path(), test::throwaway_authority().certificate + test::throwaway_authority().key, plain->port(),
                plain->port(), kOnlyHttp2};

  std::unique_ptr<endpoint::Endpoint> start_plain() const {
    auto data = endpoint::DataDirectory::open(campaign.directory.path() / "data");
    REQUIRE(data);
    auto started = endpoint::Endpoint::start({}, std::move(*data));
    REQUIRE(started);
    return std::move(*started);
  }
  sync::Server server() const {
    const auto ca = campaign.directory.path() / "ca.pem";
    std::ofstream(ca) << test::throwaway_authority().ca;
    return {
        .url = proxy.url() + "/v1/projects/1", .auth = sync::AuthKind::bearer, .password = campaign.collector_token.secret, .ca_file = ca};
  }
  // Its answer to HEAD, once it listens.
  sync::HttpResponse greeting() const {
    sync::HttpClient client;
    const sync::HttpRequest request{.method = "HEAD", .url = server().url + "/submission", .headers = {{"X-OpenRosa-Version", "1.0"}}};
    for (int attempt = 0; attempt < 500; ++attempt) {
      if (auto response = client.send(server(), request)) return *response;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    FAIL("the proxy does not answer");
    return {};
  }
};

} // namespace

TEST_CASE("through a proxy that offers HTTP/2 the client speaks it: batches, posts and resumable uploads") {
  if (!Haproxy::installed()) {
    MESSAGE("HAProxy is not installed (scripts/install test): left out");
    return;
  }
  Front front;
  front.proxy.start();
  const auto greeting = front.greeting();
  CHECK(greeting.status == 204);
  CHECK(greeting.header("x-spoken-in-front") == "2");

  MemoryOutbox outbox;
  for (int n = 1; n <= 4; ++n) {
    const std::string id = std::to_string(n);
    outbox.add(id);
    outbox.set_xml(id, test::numbered_id(n), test::visit(test::numbered_id(n), "yes", n == 1 ? "film.mp4" : n == 2 ? "photo.jpg" : ""));
  }
  const std::string film(2'000'000, 'f');
  std::ofstream(front.campaign.directory.path() / "film") << film;
  outbox.attach("1", "film.mp4", front.campaign.directory.path() / "film");
  std::ofstream(front.campaign.directory.path() / "photo") << "a photo";
  outbox.attach("2", "photo.jpg", front.campaign.directory.path() / "photo");
  const auto summary = sync::drain_once(outbox, {.id = "pilot", .server = front.server()}, {});
  REQUIRE(summary);
  CHECK(summary->sent == 4);
  CHECK(outbox.entry("1").receipt.attachments == 1);
  const auto all = front.campaign.server->storage().submissions_after(1, "", 0, 10, std::size_t{1} << 30);
  REQUIRE(all);
  CHECK(all->size() == 4);
  for (const auto& submission : *all)
    if (submission.instance_id == test::numbered_id(1)) CHECK(submission.files.at(0).sha256 == sync::sha256_hex(film));
}
