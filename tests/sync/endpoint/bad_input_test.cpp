// Clients that mean no good: each is refused within bounds, with a sentence where the protocol has room for one, and nothing is stored
// half.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/raw_connection.h"

using namespace pilotage;
using namespace pilotage::test;
namespace fs = std::filesystem;

namespace {

// A post that is made while it is sent and has no end but `most` bytes, and what became of it.
struct EndlessPost {
  Answer answer;
  std::size_t sent = 0;
};
EndlessPost post_endlessly(const Campaign& campaign, const std::string& beginning, const std::string& again) {
  constexpr std::size_t kMost = 500'000'000;
  EndlessPost post;
  std::string pieces;
  while (pieces.size() < 100'000) pieces += again;
  HttpClient client = campaign.collector();
  post.answer = client.stream(campaign.submission(), MultipartText().content_type(), [&]() -> std::string {
    const std::string& piece = post.sent == 0 ? beginning : pieces;
    if (post.sent > kMost) return "";
    post.sent += piece.size();
    return piece;
  });
  return post;
}

bool nothing_is_left(const Campaign& campaign) {
  if (!nlohmann::json::parse(campaign.feed()).at("items").empty()) return false;
  const fs::recursive_directory_iterator files(campaign.directory.path() / "data" / "attachments");
  return std::ranges::none_of(files, [](const fs::directory_entry& entry) { return entry.is_regular_file(); });
}

std::string delimiter() { return "--" + MultipartText().boundary; }
std::string part_head(const std::string& name) {
  return delimiter() + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name +
         "\"\r\nContent-Type: text/xml\r\n\r\n";
}

// The status of a TLS handshake with this protocol and no other: whether the server takes it.
bool shakes_hands(int port, int version) {
  const RawConnection connection(port);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0); // as an old client would
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
  SSL_set_fd(tls.get(), connection.descriptor());
  return SSL_connect(tls.get()) == 1;
}

// The server may still be tidying when its answer is here.
bool nothing_is_left_soon(const Campaign& campaign) {
  for (int i = 0; i < 500 && !nothing_is_left(campaign); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return nothing_is_left(campaign);
}

} // namespace

TEST_CASE("a multipart body without end is refused while it comes, wherever it has no end") {
  const Campaign campaign;
  const std::string xml = part_head("xml_submission_file");
  const std::pair<std::string, std::string> bodies[] = {
      {xml + "<data>", "<answer>and so on</answer>"},                                                    // the XML
      {part_head("a"), std::string(1000, 'x')},                                                          // an attachment
      {delimiter() + "\r\nContent-Disposition: form-data; name=\"a", "aaaaaaaaaaaa"},                    // a header of a part
      {delimiter() + "\r\n", "X-Header: and one more\r\n"},                                              // the headers of a part
      {"before the first delimiter", "and before, and before"},                                          // the preamble
      {xml + "<data/>\r\n", delimiter() + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n\r\n"}, // the number of parts
  };
  for (const auto& [beginning, again] : bodies) {
    INFO(beginning);
    const EndlessPost post = post_endlessly(campaign, beginning, again);
    CHECK((post.answer.status == 413 || post.answer.status == 400));
    CHECK(!post.answer.body.empty());
    CHECK(post.sent < 200'000'000); // the limit of a post and what was on its way
  }
  CHECK(nothing_is_left_soon(campaign));
  CHECK(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
}

TEST_CASE("a body of 10 GB is refused before it comes") {
  endpoint::EndpointOptions options;
  const Campaign campaign(options);
  HttpClient client = campaign.collector();
  client.headers.push_back("Content-Length: 10737418240");
  client.headers.push_back("Expect: 100-continue");
  const Answer answer = client.send("POST", campaign.submission(), MultipartText().content_type(), "");
  CHECK(answer.status == 413);
  CHECK(answer.body.find("100000000") != std::string::npos);
  CHECK(nothing_is_left_soon(campaign));
}

TEST_CASE("old TLS, plain HTTP and noise do not get in where TLS is spoken, and the server stays") {
  const Campaign campaign;
  const int port = campaign.server->port();
  CHECK(shakes_hands(port, TLS1_3_VERSION));
  CHECK(shakes_hands(port, TLS1_2_VERSION));
  CHECK_FALSE(shakes_hands(port, TLS1_1_VERSION));
  CHECK_FALSE(shakes_hands(port, TLS1_VERSION));
  for (const char* noise :
       {"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\xff\xff", "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", "\r\n"}) {
    const RawConnection connection(port);
    connection.send(noise);
    connection.end_sending();
    CHECK(connection.read_all().find("200") == std::string::npos);
  }
  CHECK(campaign.stranger().get(campaign.server->url() + "/healthz").status == 200);
}
