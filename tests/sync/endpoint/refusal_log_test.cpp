// What a host reads in the log of what was refused: a line for each, with the route and the status, and nothing that says who it was or
// what they wrote.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/raw_connection.h"
#include "sync/endpoint/tls_connection.h"
#include "sync/endpoint/zip_bomb.h"
#include "sync/protocol/batch.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/packed.h"
#include "sync/protocol/tus.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

const std::string kAnswer = "an answer that is nobody's business";
const std::string kSubmission = "/v1/projects/{project}/submission";

endpoint::EventLog log_to(const TemporaryDirectory& directory) {
  auto log = endpoint::EventLog::open(directory.path() / "log");
  REQUIRE(log);
  return *log;
}

std::vector<json> lines_of(const TemporaryDirectory& directory) {
  std::vector<json> lines;
  std::ifstream in(directory.path() / "log");
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

std::string text_of(const std::vector<json>& lines) {
  std::string text;
  for (const json& line : lines) text += line.dump() + "\n";
  return text;
}

auto count_lines(const std::vector<json>& lines, const std::string& route, int status) {
  return std::ranges::count_if(lines, [&](const json& line) {
    return line.at("event") == "request" && line.at("route") == route && line.at("status") == status && line.contains("time") &&
           line.contains("level") && line.contains("ms") && line.contains("bytes_in");
  });
}

// An upload whose bytes come with its creation, and have another checksum than the header says.
Answer upload_with_other_bytes(const Campaign& campaign) {
  const std::string xml = visit(numbered_id(7), kAnswer, "a");
  REQUIRE(campaign.post(MultipartText().xml(xml)).status == 201);
  const sync::AttachmentUpload upload{.form_id = "visit",
                                      .instance_id = numbered_id(7),
                                      .submission_sha256 = sync::sha256_hex(xml),
                                      .name = "a",
                                      .sha256 = sync::sha256_hex(kAnswer),
                                      .content_type = {}};
  HttpClient client = campaign.collector();
  for (const std::string& header :
       {std::string("Tus-Resumable: 1.0.0"), fmt::format("Upload-Length: {}", kAnswer.size()),
        "Upload-Metadata: " + sync::write_upload_metadata(sync::metadata_of(upload)),
        "Upload-Checksum: " + sync::write_upload_checksum({.kind = sync::HashKind::sha256, .hex = sync::sha256_hex("other")})})
    client.headers.push_back(header);
  return client.send("POST", campaign.project() + "/uploads", sync::kUploadContentType, kAnswer);
}

bool has_line(const std::vector<json>& lines, const std::string& route, int status) { return count_lines(lines, route, status) > 0; }

} // namespace

TEST_CASE("each kind of refusal leaves a line in the log, without anything personal") {
  const TemporaryDirectory directory;
  endpoint::EndpointOptions options;
  options.post_bytes = 1'000'000;
  Campaign campaign(options, {}, log_to(directory));
  HttpClient collector = campaign.collector();
  HttpClient coordinator = campaign.coordinator();
  struct Refusal {
    std::string kind;
    std::string route;
    Answer answer;
  };
  std::vector<Refusal> refusals;
  const auto post = [&](const char* kind, const MultipartText& body) { refusals.push_back({kind, kSubmission, campaign.post(body)}); };
  post("more than a post may carry", MultipartText().xml(visit(numbered_id(1))).file("a", std::string(1'100'000, 'x')));
  post("XML that is cut", MultipartText().xml(visit(numbered_id(2), kAnswer).substr(0, 80)));
  post("an XML bomb", MultipartText().xml("<!DOCTYPE a [<!ENTITY l \"lol\">]>" + visit(numbered_id(3), kAnswer)));
  post("a path for a name", MultipartText().xml(visit(numbered_id(4), kAnswer, "a")).file("../../etc/secret.jpg", "x"));
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(6), kAnswer))).status == 201);
  post("other bytes under a known id", MultipartText().xml(visit(numbered_id(6), kAnswer + "!")));
  refusals.push_back(
      {"a multipart body without end", kSubmission, collector.send("POST", campaign.submission(), MultipartText().content_type(), "--x")});
  refusals.push_back({"no token", kSubmission, campaign.stranger().send("POST", campaign.submission(), "text/xml", "x")});
  HttpClient other = campaign.stranger();
  other.headers.push_back("Authorization: Bearer " + campaign.collector_token.secret);
  refusals.push_back({"a token of another project", kSubmission,
                      other.send("POST", campaign.server->url() + "/v1/projects/7/submission", "text/xml", "x")});
  refusals.push_back({"what a collector may not read", "/v1/projects/{project}/results", collector.get(campaign.project() + "/results")});
  refusals.push_back({"a forged cursor", "/v1/projects/{project}/results", coordinator.get(campaign.project() + "/results?after=-7x")});
  refusals.push_back(
      {"a batch that unpacks to too much", "/v1/projects/{project}/batch",
       collector.send("POST", campaign.project() + "/batch", sync::kBatchContentType, *sync::pack(std::string(100'000'000, '\0'), {}))});
  refusals.push_back({"a workbook that unpacks to too much", "/v1/projects/{project}/forms",
                      coordinator.send("POST", campaign.project() + "/forms", kXlsx, zip_bomb(std::size_t{160} << 20))});
  refusals.push_back({"a form that is none", "/v1/projects/{project}/forms",
                      coordinator.send("POST", campaign.project() + "/forms", "application/xml", "<x>" + kAnswer)});
  refusals.push_back({"JSON that is none", "/v1/projects/{project}/app-users",
                      coordinator.send("POST", campaign.project() + "/app-users", kJson, "{" + kAnswer)});
  refusals.push_back({"an upload without its length", "/v1/projects/{project}/uploads",
                      collector.send("POST", campaign.project() + "/uploads", "application/octet-stream", "")});
  refusals.push_back({"an upload that is not what its checksum says", "/v1/projects/{project}/uploads", upload_with_other_bytes(campaign)});
  CHECK(refusals.back().answer.status == sync::kChecksumMismatch);
  refusals.push_back({"an address that is none", "", coordinator.get(campaign.server->url() + "/" + numbered_id(9))});
  const auto send_batch = [&](std::vector<sync::BatchItem> items) {
    const Answer batch = collector.send("POST", campaign.project() + "/batch", sync::kBatchContentType, *sync::write_batch(items));
    CHECK(batch.status == 200);
  };
  send_batch({{.instance_id = numbered_id(10), .xml = visit(numbered_id(11), kAnswer)}});
  send_batch({{.instance_id = numbered_id(12), .xml = visit(numbered_id(12), kAnswer)}});
  send_batch({{.instance_id = numbered_id(12), .xml = visit(numbered_id(12), kAnswer + "?")},
              {.instance_id = numbered_id(13), .xml = visit(numbered_id(13), kAnswer)}});
  campaign.server.reset();

  const std::vector<json> lines = lines_of(directory);
  const std::string text = text_of(lines);
  for (const Refusal& refusal : refusals) {
    INFO(refusal.kind);
    CHECK(refusal.answer.status >= 400);
    CHECK(refusal.answer.status < 500);
    CHECK_MESSAGE(has_line(lines, refusal.route, refusal.answer.status), refusal.answer.status << "\n" << text);
  }
  std::vector<json> batches;
  std::ranges::copy_if(lines, std::back_inserter(batches), [](const json& line) { return line.at("event") == "batch"; });
  REQUIRE(batches.size() == 2);
  for (const json& batch : batches) CHECK(batch.at("refused") == 1);
  CHECK(batches[0].at("statuses") == "400"); // named as another than it is
  CHECK(batches[1].at("items") == 2);
  CHECK(batches[1].at("statuses") == "409"); // sent again with another content
  for (const std::string& personal :
       {kAnswer, std::string("secret.jpg"), campaign.collector_token.secret, campaign.coordinator_token.secret, std::string("127.0.0.1"),
        std::string("Laptop 7"), numbered_id(1).substr(0, 20)})
    CHECK_MESSAGE(text.find(personal) == std::string::npos, personal << " stands in\n" << text);
}

TEST_CASE("a connection that is cut because its headers do not get on leaves a line too") {
  const TemporaryDirectory directory;
  endpoint::EndpointOptions options;
  options.server.header_timeout = std::chrono::seconds(1);
  Campaign campaign(options, {}, log_to(directory));
  const RawConnection drip(campaign.server->port());
  drip.read_all(); // until it is cut
  campaign.server.reset();
  CHECK(has_line(lines_of(directory), "", 408));
}

TEST_CASE("a body that does not get on leaves a line with its route too, and its client reads why") {
  const TemporaryDirectory directory;
  endpoint::EndpointOptions options;
  options.server.body_grace = std::chrono::seconds(1);
  options.server.slowest_body = 1000;
  Campaign campaign(options, {}, log_to(directory));
  TlsConnection drip(campaign.server->port());
  drip.send(fmt::format("POST /v1/projects/1/submission HTTP/1.1\r\nHost: x\r\nX-OpenRosa-Version: 1.0\r\nAuthorization: Bearer {}\r\n"
                        "Content-Type: {}\r\nContent-Length: 1000000\r\n\r\n{}",
                        campaign.collector_token.secret, MultipartText().content_type(), kAnswer));
  for (int i = 0; i < 1000 && drip.offer("x"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(drip.read_all().starts_with("HTTP/1.1 408 "));
  campaign.server.reset();
  const std::vector<json> lines = lines_of(directory);
  CHECK(count_lines(lines, kSubmission, 408) == 1);
  CHECK(text_of(lines).find(kAnswer) == std::string::npos);
}

TEST_CASE("a request that nobody can read leaves a line and is counted, once, without what stood in it") {
  const TemporaryDirectory directory;
  endpoint::EndpointOptions options;
  options.metrics_token_hash = sync::sha256_hex("a token for the metrics");
  options.server.threads = 1; // the metrics are asked for when the line of the last one is written
  auto started = endpoint::Endpoint::start(options, *endpoint::DataDirectory::create(directory.path() / "data"), log_to(directory));
  REQUIRE(started);
  std::unique_ptr<endpoint::Endpoint> server = std::move(*started);
  const std::string path = "/v1/key/" + kAnswer.substr(0, 2) + "/projects/1/submission";
  const std::string long_text = kAnswer + std::string(40'000, 'x');
  const struct {
    std::string kind;
    std::string request;
    int status;
    std::string route = {};
  } refusals[] = {
      {"a line that is none", "GET " + path + " HPPT/1.1\r\nHost: x\r\n\r\n", 400},
      {"a version that is none of ours", "GET " + path + " HTTP/9.9\r\nHost: x\r\n\r\n", 505},
      {"an address without end", "GET " + path + long_text, 414},
      {"headers without end", "GET " + path + " HTTP/1.1\r\nHost: x\r\nX-Header: " + long_text, 431},
      {"a length that no number holds", "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n" + kAnswer,
       413},
      {"a chunk that is none", "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + kAnswer, 400,
       "/v1/sessions"},
  };
  for (const auto& refusal : refusals) {
    INFO(refusal.kind);
    const RawConnection connection(server->port());
    connection.send(refusal.request);
    CHECK(connection.read_all().starts_with(fmt::format("HTTP/1.1 {} ", refusal.status)));
  }
  HttpClient prometheus;
  prometheus.headers = {"Authorization: Bearer a token for the metrics"};
  const std::string metrics = prometheus.get(server->url() + "/metrics").body;
  server.reset();

  const std::vector<json> lines = lines_of(directory);
  for (const auto& refusal : refusals) {
    INFO(refusal.kind);
    CHECK(count_lines(lines, refusal.route, refusal.status) == 1);
    CHECK(metrics.find(fmt::format("pilotage_requests_total{{method=\"{}\",route=\"{}\",status=\"{}\"}} 1\n",
                                   refusal.route.empty() ? "other" : "POST", refusal.route, refusal.status)) != std::string::npos);
  }
  CHECK(text_of(lines).find(kAnswer) == std::string::npos);
}

TEST_CASE("a connection that its address has no right to leaves a line too") {
  const TemporaryDirectory directory;
  endpoint::EndpointOptions options;
  options.server.connections_per_address = 1;
  Campaign campaign(options, {}, log_to(directory));
  {
    const RawConnection first(campaign.server->port());
    const RawConnection second(campaign.server->port());
    // Two threads take them in, so either may be the one too many.
    std::array<pollfd, 2> ends{pollfd{first.descriptor(), POLLIN, 0}, pollfd{second.descriptor(), POLLIN, 0}};
    REQUIRE(::poll(ends.data(), ends.size(), 60'000) == 1);
    CHECK((ends[0].revents != 0 ? first : second).read_all().empty());
  }
  campaign.server.reset();
  CHECK(count_lines(lines_of(directory), "", 429) == 1);
}
