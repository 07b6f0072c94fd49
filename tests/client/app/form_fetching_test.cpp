// Questionnaires are fetched from servers whose answers are written here: what goes wrong is said on the screen, and nobody waits for it
// who wants to close the program.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "client/app/played.h"
#include "support/throwaway_ca.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/form_list.h"
#include "sync/uploader/scripted_server.h"

using nlohmann::json;
using namespace pilotage;
using namespace pilotage::tests;

namespace {

constexpr const char* kPath = "/v1/key/abcdefgh/projects/7/";

// A server that lists "Six questions" and, behind it, a questionnaire that it may lack.
struct FormServer {
  enum class Answers { well, not_to_us, no_such_project, one_form_short, never, later };
  std::atomic<Answers> answers = Answers::well;
  mutable std::atomic<int> asks = 0;
  std::string origin;
  ThrowawayCa authority;
  ScriptedServer server{[this](const Asked& asked) { return reply(asked); }, authority.issue()};

  FormServer() { origin = server.origin(); }

  std::string code(const std::string& project) const {
    return json({{"general", {{"server_url", origin + "/v1/key/abcdefgh/projects/7"}}},
                 {"project", {{"name", project}}},
                 {"pilotage", {{"ca_certificate", authority.pem()}}}})
        .dump();
  }

  Reply reply(const Asked& asked) const {
    if (asked.method == "HEAD") return openrosa(204);
    ++asks;
    while (answers == Answers::later) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (answers == Answers::never) return {.bytes = {}, .then = Then::hang};
    if (answers == Answers::not_to_us) return answer(401);
    if (answers == Answers::no_such_project) return openrosa(404);
    const std::string form = page_of_texts();
    if (asked.target == std::string(kPath) + "forms/six.xml") return openrosa(200, {}, form);
    if (!asked.target.ends_with("/formList")) return openrosa(404);
    std::vector<sync::ListedForm> list = {listed("six", "Six questions", form)};
    if (answers == Answers::one_form_short) list.push_back(listed("gone", "Household visit", form));
    return openrosa(200, {}, sync::write_form_list(list));
  }

private:
  sync::ListedForm listed(const std::string& id, const std::string& title, const std::string& form) const {
    return {
        .form_id = id, .name = title, .version = "1", .md5 = sync::md5_hex(form), .download_url = origin + kPath + "forms/" + id + ".xml"};
  }
};

void until(const std::function<bool()>& done) {
  for (int i = 0; i < 4'000 && !done(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(done());
}

} // namespace

TEST_CASE("what goes wrong with fetching questionnaires is said in plain words until it goes well") {
  FormServer server;
  Folder laptop;
  Played program(laptop.path);
  server.answers = FormServer::Answers::not_to_us;
  program.play({"click Settings"});
  program.add_server(server.code("North"));
  program.play({"click bar.back", "wait-text The questionnaires of “North” could not be fetched",
                "wait-text does not accept this laptop’s access code", "wait-text No questionnaire has arrived", "wait-gone Add a server",
                "check", "click bar.responses", "wait-text The questionnaires of “North” could not be fetched", "click bar.back"});

  server.answers = FormServer::Answers::no_such_project;
  program.play({"click sync.now", "wait-text There is no project at this address", "wait-gone access code", "language fr",
                "wait-text ont pas pu être récupérés", "wait-text aucun projet à cette adresse", "check", "language es",
                "wait-text Los cuestionarios de «North»", "wait-text ningún proyecto en esta dirección", "check", "language en"});

  server.answers = FormServer::Answers::one_form_short;
  program.play({"click sync.now", "wait-text The questionnaire “Household visit” of “North” could not be fetched",
                "wait-gone There is no project", "wait-text Six questions", "check", "language fr", "check", "language es", "scale 150",
                "check", "scale 100", "language en"});

  server.answers = FormServer::Answers::well;
  program.play({"click sync.now", "wait-gone could not be fetched"});
  program.quit();
}

TEST_CASE("closing the program does not wait for a questionnaire that is under way") {
  FormServer server;
  Folder laptop;
  Played program(laptop.path);
  server.answers = FormServer::Answers::never;
  program.play({"click Settings"});
  program.add_server(server.code("North"));
  until([&] { return server.asks > 0; });
  const auto began = std::chrono::steady_clock::now();
  program.quit();
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
}

TEST_CASE("a server that is added while another one is asked has its questionnaires fetched too") {
  FormServer slow, other;
  Folder laptop;
  Played program(laptop.path);
  slow.answers = FormServer::Answers::later;
  program.play({"click Settings"});
  program.add_server(slow.code("North"));
  until([&] { return slow.asks > 0; });
  program.add_server(other.code("South"));
  slow.answers = FormServer::Answers::well;
  until([&] { return other.asks > 0; });
  program.quit();
}
