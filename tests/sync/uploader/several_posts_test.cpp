// Attachments: all in one post where they fit, in several where they do not, small ones first, and never twice after a break.
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Survey : Pilot {
  Survey() { outbox.add("a"); }
  void attach(const std::string& name, std::size_t size) { outbox.attach("a", name, file(name, size)); }
  std::string state() const { return outbox.entry("a").state; }
};

bool is_incomplete(const Asked& post) { return parts_of(post).contains("*isIncomplete*"); }

Headers takes(std::size_t bytes) { return {{"X-OpenRosa-Accept-Content-Length", std::to_string(bytes)}}; }

} // namespace

TEST_CASE("small attachments go with the XML in one post, named as in the XML") {
  Survey survey;
  survey.attach("photo é.jpg", 5'000);
  survey.attach("notes.csv", 100);
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  CHECK(survey.sync_with(server).sent == 1);
  const auto all = server.asked("POST");
  REQUIRE(all.size() == 1);
  CHECK_FALSE(is_incomplete(all[0]));
  const auto parts = parts_of(all[0]);
  CHECK(parts.at("photo é.jpg") == content(survey.folder() / "photo é.jpg"));
  CHECK(parts.at("notes.csv") == content(survey.folder() / "notes.csv"));
  CHECK(all[0].body.contains("Content-Type: image/jpeg"));
}

TEST_CASE("more than the server takes: several posts with the same XML, all but the last marked") {
  Survey survey;
  for (const char* name : {"1.bin", "2.bin", "3.bin", "4.bin"}) survey.attach(name, 3'000);
  const ScriptedServer server(posts({openrosa(201)}, takes(8'000)), test_identity());
  CHECK(survey.sync_with(server).sent == 1);
  const auto all = server.asked("POST");
  REQUIRE(all.size() == 2);
  for (const auto& post : all) {
    CHECK(post.body.size() <= 8'000);
    CHECK(parts_of(post).at("xml_submission_file") == survey.outbox.entry("a").item.xml);
  }
  CHECK(parts_of(all[0]).at("*isIncomplete*") == "yes");
  CHECK_FALSE(is_incomplete(all[1]));
  CHECK(parts_of(all[1]).size() == 3);
}

TEST_CASE("413: smaller posts until it fits, and the limit is remembered for the next response") {
  Survey survey;
  for (const char* name : {"1.bin", "2.bin", "3.bin", "4.bin"}) survey.attach(name, 10'000);
  const ScriptedServer server(
      [](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return openrosa(asked.body.size() > 15'000 ? 413 : 201);
      },
      test_identity());
  CHECK(survey.sync_with(server).sent == 1);
  std::map<std::string, std::string> arrived;
  for (const auto& post : server.asked("POST"))
    if (post.body.size() <= 15'000) arrived.merge(parts_of(post));
  for (const char* name : {"1.bin", "2.bin", "3.bin", "4.bin"}) CHECK(arrived.at(name) == content(survey.folder() / name));
}

TEST_CASE("one file alone is too large: parked with its reason, while the rest is on the server") {
  Survey survey;
  survey.attach("small.bin", 100);
  survey.attach("large.bin", 50'000);
  const ScriptedServer server(
      [](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return openrosa(asked.body.size() > 20'000 ? 413 : 201);
      },
      test_identity());
  survey.sync_with(server);
  CHECK(survey.state() == "parked");
  CHECK(survey.outbox.entry("a").failure->code == ErrorCode::limit_exceeded);
  CHECK(survey.outbox.entry("a").item.xml_accepted);
  CHECK(survey.outbox.entry("a").item.attachments[0].accepted);
  CHECK_FALSE(survey.outbox.entry("a").item.attachments[1].accepted);
}

TEST_CASE("answers of all responses go before large attachments of any") {
  Survey survey;
  survey.attach("film.mp4", 400'000);
  survey.outbox.add("b");
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  CHECK(survey.sync_with(server).sent == 2);
  const auto all = server.asked("POST");
  REQUIRE(all.size() == 3);
  CHECK(is_incomplete(all[0]));
  CHECK(all[0].body.contains("uuid:a"));
  CHECK(all[1].body.contains("uuid:b"));
  CHECK(parts_of(all[2]).at("film.mp4").size() == 400'000);
}

TEST_CASE("answers that are finalized while large attachments are posted go before the next of them") {
  Survey survey;
  survey.attach("film1.mp4", 600'000);
  survey.attach("film2.mp4", 600'000);
  const ScriptedServer server(
      [&](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204, takes(1'000'000));
        if (asked.body.contains("film1.mp4")) survey.outbox.add("b");
        return openrosa(201);
      },
      test_identity());
  CHECK(survey.sync_with(server).sent == 2);
  const auto posts = server.asked("POST");
  REQUIRE(posts.size() == 4);
  CHECK(parts_of(posts[1]).contains("film1.mp4"));
  CHECK(posts[2].body.contains("uuid:b"));
  CHECK(parts_of(posts[3]).contains("film2.mp4"));
}

TEST_CASE("what was accepted before a break is not sent again") {
  Survey survey;
  for (const char* name : {"1.bin", "2.bin", "3.bin"}) survey.attach(name, 3'000);
  const Reply cut{.bytes = "HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n<", .then = Then::close};
  const ScriptedServer server(posts({openrosa(201), cut, openrosa(201)}, takes(4'000)), test_identity());
  survey.sync_with(server);
  CHECK(survey.state() == "waiting");
  CHECK(survey.outbox.entry("a").item.attachments[0].accepted);
  survey.sync_with(server);
  CHECK(survey.state() == "sent");
  const auto all = server.asked("POST");
  REQUIRE(all.size() == 4);
  CHECK(std::ranges::count_if(all, [](const Asked& post) { return parts_of(post).contains("1.bin"); }) == 1);
  CHECK(parts_of(all[1]) == parts_of(all[2]));
}

TEST_CASE("on a metered link large attachments wait, and go when it is free again") {
  Survey survey;
  survey.attach("film.mp4", 2'000'000);
  survey.outbox.add("b");
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  sync::Uploader uploader(survey.outbox, survey.options());
  uploader.set_metered(true);
  uploader.set_projects({survey.project_at(server)});
  wait_until([&] { return survey.outbox.entry("b").state == "sent" && survey.outbox.entry("a").item.xml_accepted; });
  wait_until([&] { return uploader.snapshot().projects.at(0).phase == sync::SyncPhase::idle; });
  CHECK(survey.state() == "waiting");
  uploader.set_metered(false);
  wait_until([&] { return survey.state() == "sent"; });
}

TEST_CASE("a link that becomes metered cuts off the large file under way; what is small goes, and the large one when it is free again") {
  Survey survey;
  survey.attach("film.mp4", 2'000'000);
  survey.outbox.add("b");
  survey.outbox.attach("b", "song.ogg", survey.file("song.ogg", 300'000));
  auto silent = std::make_shared<std::atomic<bool>>(true);
  auto films = std::make_shared<std::atomic<int>>(0);
  const ScriptedServer server(
      [=](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        const bool film = parts_of(asked).contains("film.mp4");
        if (film) ++*films;
        return film && *silent ? Reply{.bytes = {}, .then = Then::hang} : openrosa(201);
      },
      test_identity());
  auto options = survey.options();
  options.timeouts.idle_ms = 3'600'000;
  sync::Uploader uploader(survey.outbox, options);
  uploader.set_projects({survey.project_at(server)});
  wait_until([&] { return *films == 1; });
  uploader.set_metered(true);
  wait_until([&] { return survey.outbox.entry("b").state == "sent"; });
  wait_until([&] { return uploader.snapshot().projects.at(0).phase == sync::SyncPhase::idle; });
  CHECK(survey.state() == "waiting");
  CHECK(survey.outbox.entry("a").item.attempts == 0);
  CHECK(*films == 1);
  *silent = false;
  uploader.set_metered(false);
  wait_until([&] { return survey.state() == "sent"; });
}

TEST_CASE("what the user wants now is sent to its end while paused, also when the link becomes metered on the way") {
  Survey survey;
  survey.attach("film.mp4", 2'000'000);
  survey.outbox.add("b");
  survey.outbox.attach("b", "song.ogg", survey.file("song.ogg", 300'000));
  auto films = std::make_shared<std::atomic<int>>(0);
  const ScriptedServer server(
      [=](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        if (!parts_of(asked).contains("film.mp4")) return openrosa(201);
        ++*films;
        return Reply{.bytes = {}, .then = Then::hang};
      },
      test_identity());
  auto options = survey.options();
  options.timeouts.idle_ms = 3'600'000;
  sync::Uploader uploader(survey.outbox, options);
  uploader.pause();
  uploader.set_projects({survey.project_at(server)});
  uploader.sync_now();
  wait_until([&] { return *films == 1; });
  uploader.set_metered(true);
  wait_until([&] { return survey.outbox.entry("b").state == "sent"; });
  wait_until([&] { return uploader.snapshot().projects.at(0).phase == sync::SyncPhase::paused; });
  CHECK(*films == 1);
}

TEST_CASE("on a metered link the answers go without their files where these are many small ones") {
  Survey survey;
  for (int i = 0; i < 8; ++i) survey.attach("photo" + std::to_string(i) + ".jpg", 200'000);
  survey.outbox.add("b");
  for (int i = 0; i < 2; ++i) survey.outbox.attach("b", std::to_string(i) + ".jpg", survey.file(std::to_string(i) + ".jpg", 200'000));
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  const auto project = survey.project_at(server);
  CHECK(sync::drain_once(survey.outbox, project, survey.options(), {}, true)->sent == 1);
  CHECK(survey.outbox.entry("b").state == "sent");
  CHECK(survey.state() == "waiting");
  CHECK(survey.outbox.entry("a").item.xml_accepted);
  const auto all = server.asked("POST");
  REQUIRE(all.size() == 2);
  CHECK(is_incomplete(all[0]));
  CHECK(parts_of(all[0]).size() == 2);
  CHECK(parts_of(all[1]).size() == 3);
  CHECK(survey.sync_with(server).sent == 1);
  CHECK(parts_of(server.asked("POST").back()).size() == 9);
}

TEST_CASE("on a metered link many large files do not hide a smaller one behind them") {
  Survey survey;
  const auto film = survey.file("film.mp4", 1'100'000);
  survey.outbox.attach("a", "film.mp4", film);
  for (int i = 0; i < 60; ++i) {
    survey.outbox.add("film" + std::to_string(i));
    survey.outbox.attach("film" + std::to_string(i), "film.mp4", film);
  }
  survey.outbox.add("song");
  survey.outbox.attach("song", "song.ogg", survey.file("song.ogg", 300'000));
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  CHECK(sync::drain_once(survey.outbox, survey.project_at(server), survey.options(), {}, true)->sent == 1);
  CHECK(survey.outbox.entry("song").state == "sent");
}

TEST_CASE("the server's receipt counts the attachments: fewer than were sent is not done") {
  Survey survey;
  survey.attach("photo.jpg", 500);
  const auto receipt = "sequence=1; sha256=" + survey.outbox.entry("a").item.sha256 + "; attachments=0; instance=uuid%3Aa";
  const ScriptedServer server(posts({openrosa(201, {{"X-Pilotage-Receipt", receipt}})}), test_identity());
  survey.sync_with(server);
  CHECK(survey.state() == "parked");
  CHECK(survey.outbox.entry("a").failure->message.contains("0 of 1 attachments"));
}

TEST_CASE("an attachment that was deleted or cut short on this machine parks the response, and says which") {
  for (const bool deleted : {true, false}) {
    Survey survey;
    survey.attach("photo.jpg", 50'000);
    survey.attach("other.jpg", 50'000);
    if (deleted)
      std::filesystem::remove(survey.folder() / "photo.jpg");
    else
      std::filesystem::resize_file(survey.folder() / "photo.jpg", 100);
    survey.outbox.add("b");
    const ScriptedServer server(posts({openrosa(201)}), test_identity());
    survey.sync_with(server);
    CHECK(survey.state() == "parked");
    CHECK(survey.outbox.entry("a").failure->code == ErrorCode::damaged);
    CHECK(survey.outbox.entry("a").failure->message.contains("photo.jpg"));
    CHECK(survey.outbox.entry("b").state == "sent");
  }
}

TEST_CASE("an attachment that was changed on this machine without changing its size is not posted, and parks the response") {
  for (const std::size_t size : {200, 50'000, 900'000}) {
    CAPTURE(size);
    Survey survey;
    survey.attach("photo.jpg", size);
    survey.outbox.add("b");
    std::fstream(survey.folder() / "photo.jpg", std::ios::binary | std::ios::in | std::ios::out) << '!';
    const ScriptedServer server(posts({openrosa(201)}), test_identity());
    survey.sync_with(server);
    CHECK(survey.state() == "parked");
    CHECK(survey.outbox.entry("a").failure->code == ErrorCode::damaged);
    CHECK(survey.outbox.entry("a").failure->message.contains("photo.jpg"));
    CHECK(survey.outbox.entry("b").state == "sent");
    for (const auto& post : server.asked("POST")) CHECK_FALSE(parts_of(post).contains("photo.jpg"));
  }
}

// A folder in its place opens and cannot be read, as on a disk that fails.
TEST_CASE("an attachment that the disk does not give now waits with its reason, and goes when the disk gives it again") {
  Survey survey;
  survey.attach("photo.jpg", 50'000);
  survey.outbox.add("b");
  const auto photo = survey.folder() / "photo.jpg";
  const auto aside = survey.folder() / "aside";
  std::filesystem::rename(photo, aside);
  std::filesystem::create_directory(photo);
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  survey.sync_with(server);
  CHECK(survey.state() == "waiting");
  CHECK(survey.outbox.entry("a").failure->code == ErrorCode::io);
  CHECK(survey.outbox.entry("a").failure->message.contains("photo.jpg"));
  CHECK(survey.outbox.entry("b").state == "sent");
  std::filesystem::remove(photo);
  std::filesystem::rename(aside, photo);
  survey.clock += kHour;
  CHECK(survey.sync_with(server).sent == 1);
  CHECK(survey.state() == "sent");
}

namespace {

// An endpoint that gives receipts, with what it has stored of the one response.
struct Receiver {
  std::string sha256; // of the submission
  std::map<std::string, std::string> stored;
  std::string dropped; // the one file that it does not take
  int cut_at = -1;     // this post (from 0) does not get through

  Reply operator()(const Asked& asked) {
    if (asked.method == "HEAD") return openrosa(204, {{"X-Pilotage-Extensions", "receipt"}});
    if (cut_at-- == 0) return {.bytes = {}, .then = Then::reset};
    for (const auto& [name, bytes] : parts_of(asked))
      if (name != "xml_submission_file" && name != "*isIncomplete*" && name != dropped) stored[name] = bytes;
    return openrosa(201, {{"X-Pilotage-Receipt",
                           "sequence=1; sha256=" + sha256 + "; attachments=" + std::to_string(stored.size()) + "; instance=uuid%3Aa"}});
  }
};

// Two of the three files are with another server.
struct Moved : Survey {
  Receiver receiver;
  ScriptedServer server{[this](const Asked& asked) { return receiver(asked); }, test_identity()};

  Moved() {
    for (const char* name : {"1.bin", "2.bin", "3.bin"}) attach(name, 3'000);
    receiver.sha256 = outbox.entry("a").item.sha256;
    CHECK(outbox.mark_accepted("a", {"1.bin", "2.bin"}).has_value());
  }
  std::size_t posts() const { return server.asked("POST").size(); }
};

} // namespace

TEST_CASE("files that another server accepted, or this one before it was restored, are all sent once more where its receipt lacks them") {
  Moved moved;
  CHECK(moved.sync_with(moved.server).sent == 1);
  CHECK(moved.state() == "sent");
  CHECK(moved.posts() == 2);
  for (const char* name : {"1.bin", "2.bin", "3.bin"}) CHECK(moved.receiver.stored.at(name) == content(moved.folder() / name));
}

TEST_CASE("a server that lacks a file after all of them were sent once more parks the response") {
  Moved moved;
  moved.receiver.dropped = "2.bin";
  moved.sync_with(moved.server);
  CHECK(moved.state() == "parked");
  CHECK(moved.outbox.entry("a").failure->message.contains("2 of 3 attachments"));
  CHECK(moved.posts() == 2);
}

TEST_CASE("that all is to be sent once more outlasts a break") {
  Moved moved;
  moved.receiver.cut_at = 1;
  moved.sync_with(moved.server);
  moved.sync_with(moved.server);
  moved.sync_with(moved.server); // where libcurl sent the second post again by itself, there is nothing left to do
  CHECK(moved.state() == "sent");
  CHECK(moved.receiver.stored.size() == 3);
}

TEST_CASE("a post that breaks off is smaller the next time, until it gets through; what is small already goes once") {
  Survey survey;
  for (int i = 0; i < 8; ++i) survey.attach(std::to_string(i) + ".jpg", 3'000);
  const ScriptedServer server(
      [](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return asked.body.size() > 8'000 ? Reply{.bytes = {}, .then = Then::reset} : openrosa(201);
      },
      test_identity());
  for (int run = 0; run < 5; ++run) survey.sync_with(server);
  CHECK(survey.state() == "sent");
  std::map<std::string, int> arrived;
  for (const auto& post : server.asked("POST"))
    if (post.body.size() <= 8'000)
      for (const auto& [name, bytes] : parts_of(post)) ++arrived[name];
  for (int i = 0; i < 8; ++i) CHECK(arrived[std::to_string(i) + ".jpg"] == 1);
}

TEST_CASE("what the server fails at goes in as few posts as ever once it is well: its failures say nothing of the link") {
  Survey survey;
  for (int i = 0; i < 8; ++i) survey.attach(std::to_string(i) + ".jpg", 3'000);
  int posts = 0;
  const ScriptedServer server(
      [&](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return ++posts <= 3 ? openrosa(500) : openrosa(201);
      },
      test_identity());
  for (int run = 0; run < 4; ++run) survey.sync_with(server);
  CHECK(survey.state() == "sent");
  CHECK(server.asked("POST").size() == 4);
}

TEST_CASE("after a post that broke off the answers go alone") {
  Survey survey;
  survey.attach("photo.jpg", 200'000);
  const ScriptedServer server(
      [](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return asked.body.size() > 8'000 ? Reply{.bytes = {}, .then = Then::reset} : openrosa(201);
      },
      test_identity());
  survey.sync_with(server);
  CHECK_FALSE(survey.outbox.entry("a").item.xml_accepted);
  survey.sync_with(server);
  CHECK(survey.outbox.entry("a").item.xml_accepted);
  CHECK(survey.state() == "waiting");
}
