// Clients that send 10 GB, or without end, and look at no answer: each reads at last why it was refused, is cut off after what the address
// takes, and neither memory nor disk keep what it sent.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "sync/endpoint/hosted_server.h"
#include "sync/endpoint/tls_connection.h"
#include "sync/protocol/batch.h"

using namespace pilotage;
using namespace pilotage::test;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;
constexpr std::uint64_t kTenGigabytes = 10'000 * kMegabyte;
// What is read of a refused body, what the kernel holds between the two, and what was on its way when the answer was made.
constexpr std::uint64_t kOnItsWay = 40 * kMegabyte;

struct Address {
  std::string path = {}; // below the project
  bool of_coordinators = false;
  std::string content_type = {};
  std::string beginning = "x"; // of the body
  std::uint64_t takes = 0;     // bytes of a body
  std::uint64_t memory = 0;    // that it may hold of it
};

// A request whose client goes on sending until nobody takes it any more.
class EndlessRequest {
public:
  EndlessRequest(const HostedServer& server, const Address& address, bool chunked) : line_(server.port()) {
    line_.send(fmt::format("POST /v1/projects/1{} HTTP/1.1\r\nHost: x\r\nX-OpenRosa-Version: 1.0\r\nAuthorization: Bearer {}\r\n"
                           "Content-Type: {}\r\n{}\r\n\r\n",
                           address.path, address.of_coordinators ? server.coordinator_token() : server.collector_token(),
                           address.content_type,
                           chunked ? std::string("Transfer-Encoding: chunked") : fmt::format("Content-Length: {}", kTenGigabytes)));
    const auto in_form = [&](const std::string& bytes) { return chunked ? fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes) : bytes; };
    line_.offer(in_form(address.beginning));
    const std::string piece = in_form(std::string(kMegabyte, 'x'));
    while (sent_ < kTenGigabytes && line_.offer(piece)) sent_ += piece.size();
    answer_ = line_.read_some();
  }
  std::uint64_t sent() const { return sent_; }
  const std::string& answer() const { return answer_; }
  void wait_for_end() { line_.read_all(); }

private:
  TlsConnection line_;
  std::uint64_t sent_ = 0;
  std::string answer_;
};

bool nothing_is_kept(const HostedServer& server) {
  HttpClient coordinator = server.coordinator();
  if (nlohmann::json::parse(coordinator.get(server.project() + "/forms").body).size() != 1) return false;
  if (!nlohmann::json::parse(coordinator.get(server.project() + "/results").body).at("items").empty()) return false;
  const fs::recursive_directory_iterator files(server.data() / "attachments");
  return std::ranges::none_of(files, [](const fs::directory_entry& entry) { return entry.is_regular_file(); });
}

} // namespace

TEST_CASE("a body of 10 GB and one without end are refused, cut off and kept nowhere") {
  const HostedServer server;
  const MultipartText multipart;
  const Address addresses[] = {
      {.path = "/submission",
       .content_type = multipart.content_type(),
       .beginning = "--" + multipart.boundary + "\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n",
       .takes = 100 * kMegabyte,
       .memory = 60 * kMegabyte}, // attachments go to the disk
      {.path = "/batch", .content_type = sync::kBatchContentType, .takes = 17 * kMegabyte, .memory = 120 * kMegabyte},
      {.path = "/forms", .of_coordinators = true, .content_type = "application/xml", .takes = 68 * kMegabyte, .memory = 250 * kMegabyte},
  };
  const long before = server.peak_memory_kb();
  std::vector<std::unique_ptr<EndlessRequest>> requests;
  for (const Address& address : addresses)
    for (const bool chunked : {false, true}) {
      CAPTURE(address.path);
      CAPTURE(chunked);
      requests.push_back(std::make_unique<EndlessRequest>(server, address, chunked));
      CHECK(requests.back()->answer().starts_with("HTTP/1.1 413 "));
      CHECK(requests.back()->answer().find("at most.") != std::string::npos);
      CHECK(requests.back()->sent() < kOnItsWay + (chunked ? address.takes : 0)); // the length says it at once
      if (kTellsMemory) CHECK(static_cast<std::uint64_t>(server.peak_memory_kb() - before) < address.memory / 1000);
    }
  for (const auto& request : requests) request->wait_for_end();
  for (int i = 0; i < 500 && !nothing_is_kept(server); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10)); // it may still tidy
  CHECK(nothing_is_kept(server));
}
