// Large attachments by tus: with an endpoint that speaks it, one that only says so, and everything that may stand between two pieces.
#include "sync/protocol/content_hash.h"
#include "sync/protocol/tus.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <fstream>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

const Headers kSpeaksTus = {{"X-Pilotage-Extensions", "receipt, tus"}, {"Tus-Resumable", "1.0.0"}};

Reply tus(int status, Headers more = {}) {
  more.insert(more.end(), kSpeaksTus.begin(), kSpeaksTus.end());
  return openrosa(status, more);
}

// Keeps one upload at a time; a test may answer in its place.
struct TusEndpoint {
  std::function<std::optional<Reply>(const Asked&)> instead = [](const Asked&) { return std::nullopt; };
  std::string sha256; // of the submission
  std::size_t attachments = 1;
  int uploads = 0;
  std::size_t length = 0;
  std::string bytes;
  std::size_t stored = 0; // attachments

  Reply operator()(const Asked& asked) {
    if (auto reply = instead(asked)) return *reply;
    if (asked.target.ends_with("/submission")) return submission(asked);
    if (asked.target.ends_with("/uploads")) return create(asked);
    if (asked.target != address()) return tus(404);
    if (asked.method == "HEAD") return tus(200, state());
    if (std::stoull(asked.header("Upload-Offset")) != bytes.size()) return tus(409);
    const auto checksum = sync::read_upload_checksum(asked.header("Upload-Checksum"));
    if (!checksum || checksum->hex != sync::sha256_hex(asked.body)) return tus(460);
    bytes += asked.body;
    if (bytes.size() == length) ++stored;
    return tus(204, state());
  }

  std::string address() const { return "/v1/projects/1/uploads/" + std::to_string(uploads); }
  void forget() { ++uploads; }

private:
  std::string receipt() const { return "sequence=1; sha256=" + sha256 + "; attachments=" + std::to_string(stored) + "; instance=uuid%3Aa"; }
  Headers state() const {
    Headers headers = {{"Upload-Offset", std::to_string(bytes.size())}, {"Upload-Length", std::to_string(length)}};
    if (bytes.size() == length) headers.emplace_back("X-Pilotage-Receipt", receipt());
    return headers;
  }
  Reply submission(const Asked& asked) {
    if (asked.method == "HEAD") return openrosa(204, kSpeaksTus);
    stored += parts_of(asked).size() - 1 - parts_of(asked).count("*isIncomplete*");
    return openrosa(201, {{"X-Pilotage-Receipt", receipt()}});
  }
  Reply create(const Asked& asked) {
    ++uploads;
    length = std::stoull(asked.header("Upload-Length"));
    bytes.clear();
    return tus(201, {{"Location", "https://" + asked.header("Host") + address()}, {"Upload-Offset", "0"}});
  }
};

constexpr std::size_t kFilm = 900'000;

struct Crew : Pilot {
  TusEndpoint endpoint;
  ScriptedServer server{[this](const Asked& asked) { return endpoint(asked); }, test_identity()};

  Crew() {
    outbox.add("a");
    outbox.attach("a", "film é.mp4", file("film.mp4", kFilm));
    endpoint.sha256 = outbox.entry("a").item.sha256;
  }
  sync::DrainSummary sync() { return sync_with(server); }
  MemoryOutbox::Entry entry() const { return outbox.entry("a"); }
  sync::OutboxAttachment film() const { return entry().item.attachments.at(0); }
  std::string content() const {
    std::ifstream in(film().file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t asked(const std::string& method) const { return server.asked(method).size(); }
  std::size_t bytes_patched() const {
    std::size_t bytes = 0;
    for (const auto& patch : server.asked("PATCH")) bytes += patch.body.size();
    return bytes;
  }
  void expect_sent() const {
    CHECK(entry().state == "sent");
    CHECK(sync::sha256_hex(endpoint.bytes) == film().sha256);
  }
  // The n-th PATCH (from 0) gets this answer, and does not reach the endpoint.
  void answer_patch(std::size_t which, Reply reply) {
    auto turn = std::make_shared<std::size_t>(0);
    endpoint.instead = [=](const Asked& asked) {
      return asked.method == "PATCH" && (*turn)++ == which ? std::optional(reply) : std::nullopt;
    };
  }
};

} // namespace

TEST_CASE("a large attachment goes by tus, in pieces with their checksums, after the answers") {
  Crew crew;
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  const auto asked = crew.server.asked();
  REQUIRE(asked.size() >= 5);
  CHECK(asked[1].target.ends_with("/submission"));
  CHECK(parts_of(asked[1]).size() == 2); // the XML and the word that more follows
  CHECK(asked[2].target.ends_with("/uploads"));
  CHECK(asked[2].header("Tus-Resumable") == "1.0.0");
  const auto upload = sync::read_attachment_upload(*sync::read_upload_metadata(asked[2].header("Upload-Metadata")));
  REQUIRE(upload);
  CHECK(upload->name == "film é.mp4");
  CHECK(upload->sha256 == crew.film().sha256);
  CHECK(upload->instance_id == "uuid:a");
  CHECK(upload->submission_sha256 == crew.entry().item.sha256);
  CHECK(crew.bytes_patched() == kFilm);
  for (const auto& patch : crew.server.asked("PATCH")) {
    CHECK(patch.header("Content-Type") == "application/offset+octet-stream");
    CHECK(patch.header("Expect").empty());
  }
  CHECK(crew.entry().receipt.attachments == 1);
}

TEST_CASE("small attachments go with the answers, as posts") {
  Crew crew;
  crew.outbox.attach("a", "a photo.jpg", crew.file("photo.jpg", 5'000));
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  CHECK(parts_of(crew.server.asked("POST").at(0)).contains("a photo.jpg"));
  CHECK(crew.server.asked("POST").size() == 2);
}

TEST_CASE("several large attachments are uploads one after the other; the last one's receipt ends it") {
  Crew crew;
  crew.outbox.attach("a", "sound.wav", crew.file("sound.wav", 300'000));
  CHECK(crew.sync().sent == 1);
  CHECK(crew.endpoint.uploads == 2);
  CHECK(crew.entry().receipt.attachments == 2);
}

TEST_CASE("after a cut the upload goes on where the endpoint's copy ends, in another run and with what the outbox kept") {
  Crew crew;
  crew.answer_patch(1, {.bytes = "", .then = Then::reset});
  crew.sync();
  CHECK(crew.entry().state == "waiting");
  CHECK(crew.film().upload.url == crew.server.origin() + crew.endpoint.address());
  const auto kept = crew.film().upload.offset;
  CHECK(kept > 0);
  CHECK(kept == crew.endpoint.bytes.size());
  const auto before = crew.asked("PATCH");
  crew.endpoint.bytes += crew.content().substr(kept, 1'000); // it has kept part of the piece that was cut
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  CHECK(crew.endpoint.uploads == 1);
  CHECK(crew.server.asked("PATCH").at(before).header("Upload-Offset") == std::to_string(kept + 1'000));
}

TEST_CASE("a link that breaks after each piece is tried again after the first, short wait as long as the upload comes on") {
  Crew crew;
  crew.endpoint.instead = [turn = 0](const Asked& asked) mutable {
    return asked.method == "PATCH" && turn++ % 2 == 1 ? std::optional(Reply{.bytes = "", .then = Then::reset}) : std::nullopt;
  };
  for (int i = 0; i < 2; ++i) {
    crew.sync();
    REQUIRE(crew.entry().state == "waiting");
    CHECK(crew.entry().item.attempts == 1);
    CHECK(crew.entry().retry_time == kMorning + kMinute);
  }
}

TEST_CASE("a piece that was damaged on the way is sent again, and nothing else") {
  Crew crew;
  crew.answer_patch(1, tus(460));
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  const auto patches = crew.server.asked("PATCH");
  CHECK(patches.at(1).header("Upload-Offset") == patches.at(2).header("Upload-Offset"));
  CHECK(crew.bytes_patched() == kFilm + patches.at(1).body.size());
}

TEST_CASE("an upload that the endpoint no longer has begins anew") {
  for (const int status : {404, 410}) {
    Crew crew;
    crew.answer_patch(1, tus(status));
    CHECK(crew.sync().sent == 1);
    crew.expect_sent();
    CHECK(crew.endpoint.uploads == 2);
  }
}

TEST_CASE("an upload that expired between two runs begins anew") {
  Crew crew;
  crew.answer_patch(1, {.bytes = "", .then = Then::reset});
  crew.sync();
  crew.endpoint.forget();
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
}

TEST_CASE("when the last answer was lost, the receipt is asked for and nothing is sent again") {
  Crew crew;
  crew.endpoint.instead = [&](const Asked& asked) -> std::optional<Reply> {
    if (asked.method != "PATCH" || crew.endpoint.bytes.size() + asked.body.size() < kFilm) return std::nullopt;
    crew.endpoint.bytes += asked.body;
    ++crew.endpoint.stored;
    return Reply{.bytes = "", .then = Then::reset};
  };
  crew.sync();
  CHECK(crew.entry().state == "waiting");
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  CHECK(crew.bytes_patched() == kFilm);
}

TEST_CASE("another request goes on with the same upload: its offset is asked for, and what is missing follows") {
  Crew crew;
  crew.answer_patch(1, tus(409));
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  CHECK(crew.endpoint.uploads == 1);
}

TEST_CASE("an endpoint that never agrees about the offset, or says that nothing has come, is left alone for a while") {
  for (const Reply& reply : {tus(409), tus(204, {{"Upload-Offset", "0"}})}) {
    Crew crew;
    crew.endpoint.instead = [=](const Asked& asked) { return asked.method == "PATCH" ? std::optional(reply) : std::nullopt; };
    const auto summary = crew.sync();
    CHECK(summary.waiting == 1);
    CHECK(summary.failures.at(0).message.contains("film é.mp4"));
    CHECK(crew.entry().retry_time == kMorning + kMinute);
    CHECK(crew.asked("PATCH") <= 5);
  }
}

TEST_CASE("without the extension, or where something in between takes no uploads, the attachment goes by post") {
  const std::vector<std::function<std::optional<Reply>(const Asked&)>> servers = {
      [](const Asked& asked) { return asked.method == "HEAD" ? std::optional(openrosa(204)) : std::nullopt; },
      [](const Asked& asked) { return asked.target.ends_with("/uploads") ? std::optional(answer(405)) : std::nullopt; },
      [](const Asked& asked) { return asked.target.ends_with("/uploads") ? std::optional(tus(404)) : std::nullopt; },
      [](const Asked& asked) { return asked.method == "PATCH" ? std::optional(answer(405)) : std::nullopt; },
      [](const Asked& asked) {
        return asked.target.ends_with("/uploads") ? std::optional(tus(201, {{"Location", "https://elsewhere.example/uploads/1"}}))
                                                  : std::nullopt;
      }};
  for (const auto& instead : servers) {
    Crew crew;
    crew.endpoint.instead = instead;
    CHECK(crew.sync().sent == 1);
    CHECK(parts_of(crew.server.asked("POST").back()).at("film é.mp4").size() == kFilm);
    CHECK(crew.bytes_patched() <= 262'144);
  }
}

TEST_CASE("answers that a post would heed are heeded: credentials, patience, a portal, a conflict, trouble") {
  const std::vector<std::tuple<Reply, ErrorCode, std::string>> answers = {
      {tus(401), ErrorCode::unauthorized, "waiting"},
      {tus(503, {{"Retry-After", "120"}}), ErrorCode::server_error, "waiting"},
      {answer(200, {}, "<html>sign in</html>"), ErrorCode::captive_portal, "waiting"},
      {tus(409), ErrorCode::conflict, "parked"},
      {tus(500), ErrorCode::server_error, "waiting"},
      {tus(423, {{"Retry-After", "1"}}), ErrorCode::server_error, "waiting"}};
  for (const auto& [reply, code, state] : answers) {
    Crew crew;
    crew.endpoint.instead = [reply = reply](const Asked& asked) {
      return asked.target.ends_with("/uploads") ? std::optional(reply) : std::nullopt;
    };
    const auto summary = crew.sync();
    CHECK(summary.failures.back().code == code);
    CHECK(crew.entry().state == state);
    CHECK(crew.entry().item.xml_accepted);
    CHECK(crew.server.asked("POST").size() == 2);
  }
}

TEST_CASE("under another address or token than it began with, an upload begins anew") {
  Crew crew;
  crew.outbox.note_upload("a", "film é.mp4", {.url = "https://localhost:1/v1/projects/2/uploads/9", .offset = 500'000}).value();
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  CHECK(crew.asked("HEAD") == 1); // the probe
}

TEST_CASE("a file that changed on this machine is not uploaded: the response is parked and says which") {
  Crew crew;
  std::ofstream(crew.film().file, std::ios::binary) << std::string(kFilm, 'z');
  crew.sync();
  CHECK(crew.entry().state == "parked");
  CHECK(crew.entry().failure->code == ErrorCode::damaged);
  CHECK(crew.entry().failure->message.contains("film é.mp4"));
  CHECK(crew.endpoint.uploads == 0);
}

// A folder in its place opens and cannot be read, as on a disk that fails.
TEST_CASE("a file that the disk does not give in the middle of its upload waits, and goes on where it was") {
  Crew crew;
  crew.answer_patch(1, {.bytes = "", .then = Then::reset});
  crew.sync();
  const auto kept = crew.film().upload.offset;
  REQUIRE(kept > 0);
  const std::filesystem::path film = crew.film().file;
  const std::filesystem::path aside = film.string() + ".aside";
  std::filesystem::rename(film, aside);
  std::filesystem::create_directory(film);
  crew.clock += kHour;
  crew.sync();
  CHECK(crew.entry().state == "waiting");
  CHECK(crew.entry().failure->code == ErrorCode::io);
  CHECK(crew.entry().failure->message.contains("film é.mp4"));
  std::filesystem::remove(film);
  std::filesystem::rename(aside, film);
  crew.clock += kHour;
  CHECK(crew.sync().sent == 1);
  crew.expect_sent();
  CHECK(crew.endpoint.uploads == 1);
}

TEST_CASE("progress of a resumed upload counts each byte once") {
  Crew crew;
  crew.answer_patch(1, {.bytes = "", .then = Then::reset});
  crew.sync();
  const auto kept = crew.film().upload.offset;
  REQUIRE(kept > 0);
  CHECK(crew.outbox.totals("pilot")->waiting_bytes == kFilm - kept);
  std::uint64_t last = kFilm;
  std::uint64_t first_shown = 0;
  bool grew = false;
  const auto summary =
      sync::drain_once(crew.outbox, crew.project_at(crew.server), crew.options(), [&](const sync::ProjectSyncState& state) {
        if (first_shown == 0) first_shown = state.bytes_to_go();
        grew = grew || state.bytes_to_go() > last;
        last = state.bytes_to_go();
        if (state.current_total > 0) CHECK(state.current_total == kFilm);
      });
  CHECK(summary->sent == 1);
  CHECK(first_shown == kFilm - kept);
  CHECK_FALSE(grew);
  CHECK(last == 0);
}

TEST_CASE("answers that are finalized during an upload go between two of its pieces, and no byte of it goes twice") {
  Crew crew;
  crew.endpoint.instead = [&](const Asked& asked) -> std::optional<Reply> {
    if (asked.method == "PATCH" && crew.endpoint.bytes.empty()) crew.outbox.add("b");
    if (asked.method != "POST" || !asked.body.contains("uuid:b<")) return std::nullopt;
    const auto hash = sync::sha256_hex(parts_of(asked).at("xml_submission_file"));
    return openrosa(201, {{"X-Pilotage-Receipt", "sequence=2; sha256=" + hash + "; attachments=0; instance=uuid%3Ab"}});
  };
  CHECK(crew.sync().sent == 2);
  crew.expect_sent();
  const auto asked = crew.server.asked();
  const auto is_patch = [](const Asked& request) { return request.method == "PATCH"; };
  const auto first = std::ranges::find_if(asked, is_patch);
  const auto answers = std::ranges::find_if(asked, [](const Asked& request) { return request.body.contains("uuid:b<"); });
  CHECK(std::count_if(first, answers, is_patch) == 1);
  CHECK(crew.bytes_patched() == kFilm);
  CHECK(crew.endpoint.uploads == 1);
}

TEST_CASE("an upload's address may be relative to where it was asked for") {
  for (const char* base : {"/v1/projects/1/uploads/", "uploads/", "./uploads/"}) {
    CAPTURE(base);
    Crew crew;
    crew.endpoint.instead = [&](const Asked& asked) -> std::optional<Reply> {
      if (asked.method != "POST" || !asked.target.ends_with("/uploads")) return std::nullopt;
      ++crew.endpoint.uploads;
      crew.endpoint.length = std::stoull(asked.header("Upload-Length"));
      return tus(201, {{"Location", base + std::to_string(crew.endpoint.uploads)}, {"Upload-Offset", "0"}});
    };
    CHECK(crew.sync().sent == 1);
    crew.expect_sent();
    CHECK(crew.asked("POST") == 2);
  }
}

TEST_CASE("a file that is found changed after another transfer was cut off is not taken for cut off too") {
  Crew crew;
  crew.outbox.attach("a", "more.mp4", crew.file("more.mp4", 900'000)); // together more than goes over a metered link
  crew.outbox.add("b");
  crew.outbox.attach("b", "song.ogg", crew.file("song.ogg", 300'000));
  std::fstream(crew.outbox.entry("b").item.attachments[0].file, std::ios::binary | std::ios::in | std::ios::out) << '!';
  auto patches = std::make_shared<std::atomic<int>>(0);
  crew.endpoint.instead = [=](const Asked& asked) -> std::optional<Reply> {
    if (asked.target.ends_with("/submission")) return openrosa(asked.method == "HEAD" ? 204 : 201, {{"X-Pilotage-Extensions", "tus"}});
    if (asked.method != "PATCH") return std::nullopt;
    ++*patches;
    return Reply{.bytes = {}, .then = Then::hang};
  };
  auto options = crew.options();
  options.timeouts.idle_ms = 3'600'000;
  sync::Uploader uploader(crew.outbox, options);
  uploader.set_projects({crew.project_at(crew.server)});
  wait_until([&] { return *patches == 1; });
  uploader.set_metered(true);
  wait_until([&] { return crew.outbox.entry("b").state == "parked"; });
  CHECK(crew.outbox.entry("b").failure->message.contains("song.ogg"));
}
