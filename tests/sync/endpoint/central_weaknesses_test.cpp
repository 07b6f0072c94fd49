// What a running ODK Central was seen to do, and this endpoint does better. (Its backup that breaks off after a 200 is the backup's test,
// its belief in X-Forwarded-Proto also that of the trusted proxies.)
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "sync/endpoint/hosted_server.h"
#include "sync/endpoint/household.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::size_t responses_in(const Campaign& campaign) { return json::parse(campaign.feed()).at("items").size(); }

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The files of a data directory that hold the text.
std::string files_with(const fs::path& directory, const std::string& text) {
  std::string found;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file() && content_of(entry.path()).find(text) != std::string::npos) found += entry.path().string() + "\n";
  return found;
}

} // namespace

TEST_CASE("Central stores truncated XML under a random instanceID; here no cut of it is taken, and the retry is one submission") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1), "yes");
  HttpClient client = campaign.collector();
  for (std::size_t length = 0; length < xml.size(); ++length) {
    INFO(length);
    const MultipartText cut = MultipartText().xml(std::string_view(xml).substr(0, length));
    CHECK(client.send("POST", campaign.submission(), cut.content_type(), cut.text()).status == 400);
  }
  CHECK(responses_in(campaign) == 0);
  CHECK(campaign.post(MultipartText().xml(xml)).status == 201);
  CHECK(responses_in(campaign) == 1);
}

TEST_CASE("Central answers 201 and drops a file that the form does not expect; here it is kept, and the sender is told") {
  const Campaign campaign;
  const Answer stored = campaign.post(MultipartText().xml(visit(numbered_id(1), "yes", "a.jpg")).file("a.jpg", "1").file("b.jpg", "2"));
  CHECK(stored.status == 201);
  CHECK(stored.body.find("b.jpg") != std::string::npos);
  const json attachments = json::parse(campaign.feed()).at("items").at(0).at("attachments");
  REQUIRE(attachments.size() == 2);
  CHECK(attachments[1].at("name") == "b.jpg");
}

TEST_CASE("Central told one of twelve parallel identical posts that it was deleted; here all twelve are told that it is stored, once") {
  const Campaign campaign;
  for (int round = 1; round <= 10; ++round) {
    const MultipartText body = MultipartText().xml(visit(numbered_id(round), "yes", "a")).file("a", "bytes");
    std::atomic<int> stored = 0;
    std::vector<std::thread> senders;
    for (int i = 0; i < 12; ++i) senders.emplace_back([&] { stored += campaign.post(body).status == 201; });
    for (std::thread& sender : senders) sender.join();
    CHECK(stored == 12);
    CHECK(responses_in(campaign) == static_cast<std::size_t>(round));
  }
}

TEST_CASE("Central answers 500 to a control byte in the XML; here it is 400 with the byte and its place") {
  const Campaign campaign;
  for (const char byte : {'\x00', '\x01', '\x08', '\x0b', '\x1f'}) {
    std::string xml = visit(numbered_id(1), "a?b");
    const std::size_t at = xml.find("a?b") + 1;
    xml[at] = byte;
    const Answer refused = campaign.post(MultipartText().xml(xml));
    CHECK(refused.status == 400);
    CHECK(refused.body.find(fmt::format("byte {:#04x} at position {}", static_cast<unsigned>(byte), at + 1)) != std::string::npos);
  }
  CHECK(campaign.post(MultipartText().xml(visit(numbered_id(1), "a&#1;b"))).status == 400);
  CHECK(responses_in(campaign) == 0);
}

TEST_CASE("Central takes 110 MB where it advertises 100 and doubles its memory; here the advertised limit holds, in bounded memory") {
  const HostedServer server;
  HttpClient client = server.collector();
  const std::string url = server.project() + "/submission";
  const Answer head = client.head(url);
  REQUIRE(head.header("x-openrosa-accept-content-length") == "100000000");

  const auto post = [&](int number, std::size_t megabytes) {
    const MultipartText form = MultipartText().xml(visit(numbered_id(number), "yes", "a.bin"));
    const std::string piece(1'000'000, 'a');
    std::size_t sent = 0;
    return client.stream(url, form.content_type(), [&]() -> std::string {
      if (sent == 0) {
        ++sent;
        return form.body + "--" + form.boundary + "\r\nContent-Disposition: form-data; name=\"a.bin\"; filename=\"a.bin\"\r\n\r\n";
      }
      if (sent > megabytes + 1) return {};
      return sent++ <= megabytes ? piece : "\r\n--" + form.boundary + "--\r\n";
    });
  };
  REQUIRE(post(1, 1).status == 201); // what the first one needs once
  const long before = server.peak_memory_kb();
  const MultipartText declared = MultipartText().xml(visit(numbered_id(4), "yes", "a.bin")).file("a.bin", std::string(110'000'000, 'a'));
  CHECK(client.send("POST", url, declared.content_type(), declared.text()).status == 413);
  CHECK(post(2, 104).status == 413); // nobody has said before how much it is
  CHECK(post(3, 99).status == 201);
  CHECK((!kTellsMemory || server.peak_memory_kb() - before < 32 * 1024));
}

TEST_CASE("Central takes plain text for a form with a key; here it takes sealed responses alone") {
  Campaign campaign;
  endpoint::FormVersion secret = household_form();
  secret.encrypted = true;
  campaign.publish(secret);
  const Answer plain = campaign.post(MultipartText().xml(household(numbered_id(1), "Ann")));
  CHECK(plain.status == 400);
  CHECK(plain.body.find("encrypted") != std::string::npos);
  CHECK(responses_in(campaign) == 0);
}

TEST_CASE("Central keeps app users' tokens as they are and logs them; here no file of the server ever holds one") {
  const Campaign campaign;
  const std::string made =
      campaign.coordinator().send("POST", campaign.project() + "/app-users", "application/json", R"({"displayName":"Laptop 9"})").body;
  const std::string token = json::parse(made).at("token");
  HttpClient phone = campaign.stranger();
  const std::string keyed = campaign.server->url() + "/v1/key/" + token + "/projects/1";
  CHECK(phone.get(keyed + "/formList").status == 200);
  CHECK(phone.get(keyed + "/nothing").status == 404);
  CHECK(
      phone.send("POST", keyed + "/submission", MultipartText().content_type(), MultipartText().xml(visit(numbered_id(1))).text()).status ==
      201);
  CHECK(files_with(campaign.directory.path(), numbered_id(1)) != ""); // what is written can be found so
  CHECK(files_with(campaign.directory.path(), token) == "");
  CHECK(files_with(campaign.directory.path(), campaign.collector_token.secret) == "");
}

TEST_CASE("Central believes a client's X-Forwarded-Proto; here it changes nothing where no proxy was configured") {
  Campaign campaign;
  endpoint::EndpointOptions plain; // HTTP on loopback
  auto data = endpoint::DataDirectory::open(campaign.directory.path() / "data");
  REQUIRE(data);
  const auto server = endpoint::Endpoint::start(plain, std::move(*data));
  REQUIRE(server);
  HttpClient client;
  client.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + campaign.collector_token.secret, "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: evil.example.org"};
  const Answer list = client.get((*server)->url() + "/v1/projects/1/formList");
  REQUIRE(list.status == 200);
  CHECK(list.body.find("<downloadUrl>http://127.0.0.1:") != std::string::npos);
  CHECK(list.body.find("https://") == std::string::npos);
  CHECK(list.body.find("evil") == std::string::npos);
}
