// Batches, with an endpoint that speaks them, one that only says so, and lines that break under them.
#include "sync/protocol/batch.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/form_dictionary.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

const Headers kSpeaksBatches = {{"X-Pilotage-Extensions", "receipt, batch, batch-dictionary"}};
constexpr const char* kForm = "<h><model><instance><data id=\"guide-usability\" version=\"1\"><meta><instanceID/></meta></data></instance>"
                              "</model></h>";

// Keeps what it is sent, once; a test may bend its answers.
struct Endpoint {
  std::map<std::string, std::string> stored; // instance id -> XML
  std::vector<std::size_t> batch_sizes;
  std::string dictionary = sync::form_dictionary(kForm);
  std::function<std::optional<Reply>(const Asked&)> instead = [](const Asked&) { return std::nullopt; };
  std::function<void(std::vector<sync::BatchOutcome>&)> bend = [](auto&) {};

  Reply operator()(const Asked& asked) {
    if (auto reply = instead(asked)) return *reply;
    if (asked.method == "HEAD") return openrosa(204, kSpeaksBatches);
    if (!asked.target.ends_with("/batch")) return plain(asked);
    const auto items = sync::read_batch(asked.body, asked.header("X-Pilotage-Dictionary").empty() ? "" : dictionary);
    if (!items || asked.header("Content-Type") != sync::kBatchContentType) return answer(400);
    batch_sizes.push_back(items->size());
    std::vector<sync::BatchOutcome> outcomes;
    for (const auto& item : *items) {
      stored[item.instance_id] = item.xml;
      outcomes.push_back({.instance_id = item.instance_id, .status = 201, .receipt = receipt(item.instance_id, item.xml)});
    }
    bend(outcomes);
    return openrosa(200, kSpeaksBatches, sync::write_batch_answer(outcomes));
  }

private:
  static sync::Receipt receipt(const std::string& id, const std::string& xml) {
    return {.instance_id = id, .sha256 = sync::sha256_hex(xml), .sequence = 1, .attachments = 1};
  }
  Reply plain(const Asked& asked) {
    const auto xml = parts_of(asked).at("xml_submission_file");
    const auto at = xml.find("uuid:");
    const auto id = xml.substr(at, xml.find('<', at) - at);
    stored[id] = xml;
    return openrosa(201, {{"X-Pilotage-Receipt", sync::write_receipt(receipt(id, xml))}});
  }
};

struct Field : Pilot {
  Endpoint endpoint;
  ScriptedServer server{[this](const Asked& asked) { return endpoint(asked); }, test_identity()};

  void finalize(int count) {
    for (int i = 0; i < count; ++i) outbox.add(std::to_string(i));
  }
  sync::DrainSummary sync() { return sync_with(server); }
  void expect_all_stored(std::size_t count) const {
    CHECK(outbox.count("sent") == count);
    CHECK(endpoint.stored.size() == count);
    for (std::size_t i = 0; i < count; ++i)
      CHECK(endpoint.stored.at("uuid:" + std::to_string(i)) == outbox.entry(std::to_string(i)).item.xml);
  }
  std::size_t requests() const { return server.asked().size(); }
};

} // namespace

TEST_CASE("450 responses take three requests after the probe") {
  Field field;
  field.finalize(450);
  CHECK(field.sync().sent == 450);
  CHECK(field.endpoint.batch_sizes == std::vector<std::size_t>{200, 200, 50});
  CHECK(field.requests() == 4);
  field.expect_all_stored(450);
  CHECK(field.outbox.entry("7").receipt.sequence == 1);
}

TEST_CASE("a single response goes as a plain post") {
  Field field;
  field.finalize(1);
  CHECK(field.sync().sent == 1);
  CHECK(field.endpoint.batch_sizes.empty());
}

TEST_CASE("each submission of a batch succeeds or fails by itself") {
  Field field;
  field.finalize(5);
  field.endpoint.bend = [](auto& outcomes) {
    outcomes[1] = {.instance_id = outcomes[1].instance_id, .status = 404, .message = "No form \"x\" here."};
    outcomes[2] = {.instance_id = outcomes[2].instance_id, .status = 500};
    outcomes[3].receipt.reset();
  };
  const auto summary = field.sync();
  CHECK(summary.sent == 2);
  CHECK(field.outbox.entry("1").state == "parked");
  CHECK(field.outbox.entry("1").failure->message.contains("No form \"x\" here."));
  CHECK(field.outbox.entry("2").retry_time == kMorning + kMinute);
  CHECK(field.outbox.entry("3").state == "waiting");
  CHECK(field.outbox.entry("3").failure->code == ErrorCode::malformed);
}

TEST_CASE("answers for other submissions than were sent confirm nothing, and plain posts follow") {
  Field field;
  field.finalize(3);
  field.endpoint.bend = [](auto& outcomes) { std::swap(outcomes[0], outcomes[1]); };
  CHECK(field.sync().sent == 3);
  CHECK(field.endpoint.batch_sizes.size() == 1);
  CHECK(field.requests() == 5); // probe, batch, three posts
  field.expect_all_stored(3);
}

TEST_CASE("a server that announces batches and does not take them gets plain posts") {
  for (const int status : {400, 404, 405, 415}) {
    Field field;
    field.finalize(3);
    field.endpoint.instead = [=](const Asked& asked) {
      return asked.target.ends_with("/batch") ? std::optional(answer(status)) : std::nullopt;
    };
    CHECK(field.sync().sent == 3);
    CHECK(field.requests() == 5);
    field.expect_all_stored(3);
  }
}

TEST_CASE("too large, or a line that breaks under it: half as many at a time, until they pass") {
  for (const bool breaks : {false, true}) {
    INFO(breaks);
    Field field;
    field.finalize(40);
    field.endpoint.instead = [=](const Asked& asked) -> std::optional<Reply> {
      const auto items = sync::read_batch(asked.body);
      if (!items || items->size() <= 12) return std::nullopt;
      return breaks ? Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", .then = Then::close} : answer(413);
    };
    CHECK(field.sync().sent == 40);
    field.expect_all_stored(40);
    CHECK(field.endpoint.batch_sizes.front() == 10);
  }
}

TEST_CASE("refused credentials, a busy server and a captive portal stop the run before anything is written down") {
  const std::vector<std::pair<Reply, ErrorCode>> obstacles = {
      {answer(401), ErrorCode::unauthorized},
      {openrosa(429), ErrorCode::server_error},
      {answer(302, {{"Location", "https://portal.example/"}}), ErrorCode::captive_portal}};
  for (const auto& [reply, code] : obstacles) {
    Field field;
    field.finalize(3);
    field.endpoint.instead = [&](const Asked& asked) { return asked.target.ends_with("/batch") ? std::optional(reply) : std::nullopt; };
    const auto summary = field.sync();
    CHECK(summary.failures.back().code == code);
    CHECK(summary.waiting == 3);
    CHECK(field.requests() == 2);
    for (const char* id : {"0", "1", "2"}) {
      CHECK(field.outbox.entry(id).item.attempts == 0);
      CHECK(field.outbox.entry(id).failure->code == code);
    }
  }
}

TEST_CASE("answers go in the batch, their large attachments after it, and small ones with a post of their own") {
  Field field;
  field.finalize(3);
  field.outbox.attach("0", "film.mp4", field.file("film.mp4", 400'000));
  field.outbox.attach("1", "photo.jpg", field.file("photo.jpg", 1'000));
  CHECK(field.sync().sent == 3);
  field.expect_all_stored(3);
  const auto asked = field.server.asked("POST");
  REQUIRE(asked.size() == 3);
  const auto batch = sync::read_batch(asked[0].body);
  REQUIRE(batch->size() == 2);
  CHECK(batch->at(0).instance_id == "uuid:0");
  CHECK(batch->at(0).incomplete);
  CHECK_FALSE(batch->at(1).incomplete);
  CHECK(parts_of(asked[1]).contains("photo.jpg"));
  CHECK(parts_of(asked[2]).contains("film.mp4"));
}

TEST_CASE("where the form is kept and the server speaks of dictionaries, batches are packed with the form's") {
  Field field;
  field.outbox.set_form_xml(kForm);
  field.finalize(3);
  CHECK(field.sync().sent == 3);
  field.expect_all_stored(3);
  const auto name = sync::read_dictionary_name(field.server.asked("POST").at(0).header("X-Pilotage-Dictionary"));
  REQUIRE(name);
  CHECK(*name == sync::DictionaryName{"guide-usability", "1", sync::sha256_hex(field.endpoint.dictionary)});
  CHECK_FALSE(sync::read_batch(field.server.asked("POST").at(0).body));
}

TEST_CASE("a server that does not have the dictionary gets the batch without, at once, and later ones too") {
  Field field;
  field.outbox.set_form_xml(kForm);
  field.finalize(250);
  field.endpoint.instead = [](const Asked& asked) {
    return asked.header("X-Pilotage-Dictionary").empty() ? std::nullopt : std::optional(openrosa(412));
  };
  CHECK(field.sync().sent == 250);
  CHECK(field.requests() == 4); // probe, refused, two batches
  field.expect_all_stored(250);
}

TEST_CASE("a server that says nothing of dictionaries gets batches without") {
  Field field;
  field.outbox.set_form_xml(kForm);
  field.finalize(3);
  field.endpoint.instead = [](const Asked& asked) {
    return asked.method == "HEAD" ? std::optional(openrosa(204, {{"X-Pilotage-Extensions", "receipt, batch"}})) : std::nullopt;
  };
  CHECK(field.sync().sent == 3);
  CHECK(field.server.asked("POST").at(0).header("X-Pilotage-Dictionary").empty());
}

TEST_CASE("a response that the server fails at takes no other with it: the batches get smaller, and large again behind it") {
  Field field;
  field.finalize(60);
  field.endpoint.instead = [](const Asked& asked) -> std::optional<Reply> {
    const auto items = sync::read_batch(asked.body);
    const bool poisoned = items && std::ranges::any_of(*items, [](const auto& item) { return item.instance_id == "uuid:7"; });
    return poisoned || asked.body.contains(">uuid:7<") ? std::optional(openrosa(500)) : std::nullopt;
  };
  CHECK(field.sync().sent == 59);
  CHECK(field.outbox.entry("7").state == "waiting");
  CHECK(field.requests() < 30);
  CHECK(std::ranges::any_of(field.endpoint.batch_sizes, [](std::size_t size) { return size >= 8; }));
}

TEST_CASE("a server that fails at every batch and takes posts gets posts") {
  Field field;
  field.finalize(20);
  field.endpoint.instead = [](const Asked& asked) {
    return asked.target.ends_with("/batch") ? std::optional(openrosa(502)) : std::nullopt;
  };
  CHECK(field.sync().sent == 20);
  field.expect_all_stored(20);
  CHECK(field.requests() <= 30); // it is not tried with every second one
}
