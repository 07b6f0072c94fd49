// The uploader against the endpoint itself, over real TLS: what one end says the other understands.
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/uploader/feed_client.h"
#include "sync/uploader/form_downloader.h"
#include "sync/uploader/memory_outbox.h"
#include "sync/uploader/uploader.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace pilotage;
using tests::MemoryOutbox;

namespace {

std::filesystem::path write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

struct Conversation {
  test::Campaign campaign;
  MemoryOutbox outbox;
  sync::HttpClient http;

  explicit Conversation(endpoint::EndpointOptions options = {}) : campaign(std::move(options)) {
    write_file(ca_file(), test::throwaway_authority().ca);
  }
  std::filesystem::path ca_file() const { return campaign.directory.path() / "ca.pem"; }
  std::filesystem::path file(const std::string& name, const std::string& content) const {
    return write_file(campaign.directory.path() / name, content);
  }
  sync::Server by_token(const std::string& secret) const {
    return {.url = campaign.project(), .auth = sync::AuthKind::bearer, .password = secret, .ca_file = ca_file().string()};
  }
  sync::Server by_path() const { return {.url = campaign.keyed(), .ca_file = ca_file().string()}; }
  sync::Server coordinator() const { return by_token(campaign.coordinator_token.secret); }

  void finalize(const std::string& id, const std::string& xml) {
    outbox.add(id);
    outbox.set_xml(id, numbered(id), xml);
  }
  static std::string numbered(const std::string& id) { return test::numbered_id(std::stoi(id)); }
  sync::DrainSummary sync_to(const sync::Server& server) {
    auto summary = sync::drain_once(outbox, {.id = "pilot", .server = server}, {});
    REQUIRE(summary.has_value());
    return *summary;
  }
  std::vector<sync::FeedItem> pulled() {
    std::vector<sync::FeedItem> items;
    auto count = sync::pull_feed(http, coordinator(), {.limit = 2}, [&](const sync::FeedPage& page) {
      items.insert(items.end(), page.items.begin(), page.items.end());
      return Result<void>();
    });
    REQUIRE(count.has_value());
    return items;
  }
};

class Shelf final : public sync::FormSink {
public:
  explicit Shelf(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::vector<sync::DownloadedForm> forms;

  Result<std::optional<sync::StoredForm>> stored(const std::string&) override { return std::nullopt; }
  std::filesystem::path staging_folder() override { return folder_; }
  Result<void> store(sync::DownloadedForm form) override {
    forms.push_back(std::move(form));
    return {};
  }

private:
  std::filesystem::path folder_;
};

} // namespace

TEST_CASE("responses arrive byte for byte, once, with receipts in the order of their acceptance") {
  Conversation both;
  for (int n = 1; n <= 5; ++n) both.finalize(std::to_string(n), test::visit(test::numbered_id(n), "é " + std::to_string(n)));
  CHECK(both.sync_to(both.by_token(both.campaign.collector_token.secret)).sent == 5);
  const auto items = both.pulled();
  REQUIRE(items.size() == 5);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto entry = both.outbox.entry(std::to_string(i + 1));
    CHECK(items[i].xml == entry.item.xml);
    CHECK(items[i].sequence == entry.receipt.sequence);
    CHECK(items[i].instance_id == entry.receipt.instance_id);
    CHECK(entry.receipt.sha256 == sync::sha256_hex(items[i].xml));
  }
}

TEST_CASE("sent again after a lost answer it is still one submission, with the same receipt") {
  Conversation both;
  const auto xml = test::visit(test::numbered_id(1));
  both.finalize("1", xml);
  both.sync_to(both.by_path());
  const auto first = both.outbox.entry("1").receipt;
  both.outbox.add("2");
  both.outbox.set_xml("2", test::numbered_id(1), xml);
  both.campaign.restart();
  both.sync_to(both.by_path());
  CHECK(both.outbox.entry("2").receipt == first);
  CHECK(both.pulled().size() == 1);
}

TEST_CASE("other content under the same id is a conflict that says so") {
  Conversation both;
  both.finalize("1", test::visit(test::numbered_id(1), "yes"));
  both.sync_to(both.by_path());
  both.outbox.add("2");
  both.outbox.set_xml("2", test::numbered_id(1), test::visit(test::numbered_id(1), "no"));
  both.sync_to(both.by_path());
  CHECK(both.outbox.entry("2").state == "parked");
  CHECK(both.outbox.entry("2").failure->code == ErrorCode::conflict);
}

TEST_CASE("attachments larger than one post arrive in several, and come back whole") {
  endpoint::EndpointOptions options;
  options.post_bytes = 700'000;
  Conversation both(options);
  const std::string photo(500'000, 'p');
  const std::string voice(400'000, 'v');
  both.finalize("1", test::visit(test::numbered_id(1), "yes", "photo.jpg", "voice é.m4a"));
  both.outbox.attach("1", "photo.jpg", both.file("photo.jpg", photo));
  both.outbox.attach("1", "voice é.m4a", both.file("voice é.m4a", voice));
  CHECK(both.sync_to(both.by_path()).sent == 1);
  CHECK(both.outbox.entry("1").receipt.attachments == 2);

  const auto items = both.pulled();
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].attachments.size() == 2);
  for (const auto& attachment : items[0].attachments) {
    const auto copy = both.campaign.directory.path() / "copy";
    REQUIRE(sync::fetch_attachment(both.http, both.coordinator(), items[0], attachment, copy).has_value());
    std::ifstream in(copy, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    CHECK(content == (attachment.name == "photo.jpg" ? photo : voice));
  }
}

TEST_CASE("a file that the response does not name arrives with it, whatever its size") {
  for (const std::size_t size : {std::size_t{10}, std::size_t{600'000}}) {
    Conversation both;
    const std::string leftover(size, 'l');
    both.finalize("1", test::visit(test::numbered_id(1), "yes", "a.jpg"));
    both.outbox.attach("1", "a.jpg", both.file("a.jpg", "photo"));
    both.outbox.attach("1", "leftover.jpg", both.file("leftover.jpg", leftover));
    CHECK(both.sync_to(both.by_path()).sent == 1);
    CHECK(both.outbox.entry("1").receipt.attachments == 2);
    const auto items = both.pulled();
    REQUIRE(items.size() == 1);
    REQUIRE(items[0].attachments.size() == 2);
    CHECK(items[0].attachments[1].sha256 == sync::sha256_hex(leftover));
  }
}

TEST_CASE("a response with more files than one may have is parked in the endpoint's own words, and the one after it goes") {
  for (const bool files_are_there : {false, true}) {
    CAPTURE(files_are_there);
    Conversation both;
    std::string photos;
    for (int n = 0; n <= 1'000; ++n) photos += "<photo>" + std::to_string(n) + ".jpg</photo>";
    auto xml = test::visit(test::numbered_id(1));
    xml.replace(xml.find("<photo></photo>"), 15, photos);
    both.finalize("1", xml);
    const auto photo = both.file("photo.jpg", "photo");
    for (int n = 0; files_are_there && n <= 1'000; ++n) both.outbox.attach("1", std::to_string(n) + ".jpg", photo);
    both.finalize("2", test::visit(test::numbered_id(2)));
    const auto summary = both.sync_to(both.by_path());
    CHECK(summary.sent == 1);
    CHECK(summary.parked == 1);
    CHECK(both.outbox.entry("1").state == "parked");
    CHECK(both.outbox.entry("1").failure->status == 400);
    CHECK(both.outbox.entry("1").failure->message.contains("names more than 1000 files"));
    CHECK(both.outbox.entry("2").state == "sent");
    CHECK(both.pulled().size() == 1);
  }
}

TEST_CASE("a form that the endpoint does not have parks the response, with the endpoint's own words") {
  Conversation both;
  auto xml = test::visit(test::numbered_id(1));
  xml.replace(xml.find("id=\"visit\""), 10, "id=\"other\"");
  both.finalize("1", xml);
  both.sync_to(both.by_path());
  CHECK(both.outbox.entry("1").state == "parked");
  CHECK(both.outbox.entry("1").failure->code == ErrorCode::not_found);
  CHECK(both.outbox.entry("1").failure->message.contains("has no form \"other\""));
}

TEST_CASE("a token that is revoked, or none, stops the run") {
  Conversation both;
  both.finalize("1", test::visit(test::numbered_id(1)));
  CHECK(both.sync_to(both.by_token("no-such-token")).credentials_needed);
  CHECK(both.sync_to({.url = both.campaign.project(), .ca_file = both.ca_file().string()}).credentials_needed);
  CHECK(both.outbox.entry("1").state == "waiting");
  CHECK(both.sync_to(both.by_path()).sent == 1);
}

TEST_CASE("a collector cannot pull what others sent") {
  Conversation both;
  const auto page = sync::fetch_feed_page(both.http, both.by_path(), {});
  CHECK(page.error().code == ErrorCode::unauthorized);
}

TEST_CASE("forms come down as they were published") {
  Conversation both;
  Shelf shelf(both.campaign.directory.path());
  const auto summary = sync::download_forms(both.http, both.by_path(), shelf);
  REQUIRE(summary.has_value());
  CHECK(summary->failures.empty());
  REQUIRE(shelf.forms.size() == 1);
  CHECK(shelf.forms[0].form.form_id == "visit");
  CHECK(shelf.forms[0].xml == test::visit_form().xform);
}

TEST_CASE("while the endpoint is down responses wait, and go when it is back") {
  Conversation both;
  const auto server = both.by_path();
  both.finalize("1", test::visit(test::numbered_id(1)));
  both.campaign.server->stop();
  const auto summary = both.sync_to(server);
  CHECK(summary.waiting == 1);
  CHECK(summary.failures.at(0).code == ErrorCode::no_network);
  both.campaign.restart();
  CHECK(both.sync_to(both.by_path()).sent == 1);
}

TEST_CASE("a batch is packed with the dictionary that both ends make of the form, each by itself") {
  Conversation both;
  const auto form = test::described_visit_form();
  both.campaign.publish(form);
  both.outbox.set_form_xml(form.xform);
  for (int n = 1; n <= 3; ++n) {
    both.finalize(std::to_string(n), test::visit(test::numbered_id(n)));
    both.outbox.set_form(std::to_string(n), "visit", "2");
  }
  CHECK(both.sync_to(both.by_path()).sent == 3);
  CHECK(both.pulled().size() == 3);
}

TEST_CASE("a large attachment goes by tus and comes back whole; without the extension's room it goes by post") {
  for (const std::uint64_t room : {std::uint64_t{1} << 30, std::uint64_t{100'000}}) {
    endpoint::EndpointOptions options;
    options.upload_bytes = room;
    Conversation both(options);
    const std::string film(600'000, 'f');
    both.finalize("1", test::visit(test::numbered_id(1), "yes", "film.mp4"));
    both.outbox.attach("1", "film.mp4", both.file("film.mp4", film));
    CHECK(both.sync_to(both.by_token(both.campaign.collector_token.secret)).sent == 1);
    CHECK(both.outbox.entry("1").receipt.attachments == 1);
    const bool by_tus = !std::filesystem::is_empty(both.campaign.directory.path() / "data" / "uploads");
    CHECK(by_tus == (room > film.size()));
    const auto items = both.pulled();
    REQUIRE(items.size() == 1);
    CHECK(items[0].attachments.at(0).sha256 == sync::sha256_hex(film));
  }
}
