// Every screen, in every language, at 100 % and 150 %, in the usual window: nothing clipped, overlapping, beyond the window or
// untranslated.
#include <doctest/doctest.h>

#include <functional>

#include "client/ui/sample_screens.h"
#include "client/ui/screen.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

void check_all_of_it(Screen& screen, const SampleScreen& sample) {
  for (int page = 0; page < 30; ++page) {
    for (const std::string& fault : screen.faults()) FAIL_CHECK(sample.name << ", page " << page << ": " << fault);
    const auto before = screen.map().all().back().rect;
    screen.stage().input().mouse_moved({640, 400});
    screen.wheel(-8);
    if (screen.map().all().back().rect == before) return;
  }
}

} // namespace

namespace {

ui::SettingsShown kept_for_90_days() {
  ui::SettingsShown settings;
  settings.retention_days = 90;
  return settings;
}

} // namespace

TEST_CASE("deleting confirmed responses is asked first, keeping them is not") {
  ui::Snapshot snapshot;
  snapshot.serial = 1;
  snapshot.screen = kept_for_90_days();
  Screen screen(std::move(snapshot));
  screen.click("30 days");
  CHECK(screen.focused() == "dialog.cancel");
  screen.expect_text("deleted from this laptop 30 days after their arrival");
  CHECK(screen.all<ui::SetRetention>().empty());
  screen.click("dialog.yes");
  REQUIRE(screen.all<ui::SetRetention>().size() == 1);
  CHECK(screen.all<ui::SetRetention>()[0].days == 30);
  screen.click("365 days");
  CHECK(screen.all<ui::SetRetention>().back().days == 365);
  screen.click("Keep all");
  CHECK(screen.all<ui::SetRetention>().back().days == -1);
}

TEST_CASE("a network that costs money is told by one click, and untold by another") {
  ui::Snapshot snapshot;
  snapshot.serial = 1;
  snapshot.screen = ui::SettingsShown{};
  Screen screen(std::move(snapshot));
  screen.click("This network costs money");
  REQUIRE(screen.all<ui::SetMetered>().size() == 1);
  CHECK(screen.all<ui::SetMetered>()[0].on);
}

TEST_CASE("the state of sending: bytes to go, switched off, or files that wait for a cheaper network") {
  ui::Snapshot snapshot;
  snapshot.serial = 1;
  snapshot.screen = ui::ResponsesShown{};
  snapshot.sync.waiting = 3;
  snapshot.sync.state = ui::SyncShown::State::sending;
  snapshot.sync.bytes_to_go = 1'400'000;
  Screen(snapshot).expect_text("1.4 MB to go");
  snapshot.sync.state = ui::SyncShown::State::idle;
  snapshot.sync.metered = true;
  Screen(snapshot).expect_text("Large files wait");
  snapshot.sync.automatic = false;
  Screen(snapshot).expect_text("Sending by itself is switched off");
  snapshot.sync.waiting = 0;
  snapshot.sync.arrived = 3;
  Screen(snapshot).expect_text("Everything that is finished has been sent");
  snapshot.sync.parked = 1;
  Screen(snapshot).expect_text("Everything else that is finished has been sent");
}

TEST_CASE("questionnaires that could not be fetched: which, of which server, and why; many take no more room than a few") {
  ui::Snapshot snapshot;
  snapshot.serial = 1;
  snapshot.screen = ui::HomeShown{};
  snapshot.sync.state = ui::SyncShown::State::idle;
  snapshot.sync.fetching = true;
  Screen(snapshot).expect_text("Fetching questionnaires");
  snapshot.sync.fetching = false;
  snapshot.sync.fetch_problems = {{.project = "North", .form = "", .code = ErrorCode::unauthorized, .detail = "The server says no."}};
  for (int i = 0; i < 4; ++i)
    snapshot.sync.fetch_problems.push_back(
        {.project = "South", .form = "Visit " + std::to_string(i), .code = ErrorCode::unsupported, .detail = ""});
  for (const bool home : {true, false}) {
    if (!home) snapshot.screen = ui::ResponsesShown{};
    Screen screen(snapshot);
    screen.expect_text("The questionnaires of “North” could not be fetched. The server does not accept");
    screen.expect_text("The server says no.");
    screen.expect_text("The questionnaire “Visit 1” of “South” could not be fetched.");
    screen.expect_no_text("Visit 2");
    screen.expect_text("2 more questionnaires could not be fetched.");
  }
}

TEST_CASE("without a questionnaire home says why: no server, one that is asked just now, one that has none, one whose list did not come") {
  const auto home = [](ui::Language language, const std::function<void(ui::SyncShown&)>& change) {
    ui::Snapshot snapshot;
    snapshot.serial = 1;
    snapshot.language = language;
    snapshot.screen = ui::HomeShown{};
    snapshot.sync.state = ui::SyncShown::State::idle;
    change(snapshot.sync);
    return snapshot;
  };
  const auto failed = [](ui::SyncShown& sync) {
    sync.fetch_problems = {{.project = "North", .form = "", .code = ErrorCode::timeout, .detail = ""}};
  };
  Screen(home(ui::Language::english, [](ui::SyncShown& sync) {
    sync.state = ui::SyncShown::State::no_server;
  })).expect_text("Add a server under Settings");
  for (const auto& [language, add, none, not_fetched] :
       {std::tuple{ui::Language::english, "Add a server", "Choose “Sync now” to fetch them", "No questionnaire has arrived"},
        std::tuple{ui::Language::french, "Ajoutez un serveur", "Choisissez", "Aucun questionnaire"},
        std::tuple{ui::Language::spanish, "Añada un servidor", "Elija «Sincronizar» para obtenerlos", "Aún no ha llegado"}}) {
    Screen empty(home(language, [](ui::SyncShown&) {}));
    empty.expect_text(none);
    empty.expect_no_text(add);
    Screen asking(home(language, [](ui::SyncShown& sync) { sync.fetching = true; }));
    asking.expect_no_text(add);
    asking.expect_no_text(none);
    Screen troubled(home(language, failed));
    troubled.expect_text("North");
    troubled.expect_text(not_fetched);
    troubled.expect_no_text(add);
    troubled.click("sync.now"); // which the sentence names
    CHECK(troubled.all<ui::SyncNow>().size() == 1);
  }
}

TEST_CASE("that everything has been sent is said only where something was, and nothing that is finished stays here") {
  const auto home = [](int arrived, int parked, int kept) {
    ui::Snapshot snapshot;
    snapshot.serial = 1;
    snapshot.screen = ui::HomeShown{};
    snapshot.sync.state = ui::SyncShown::State::idle;
    snapshot.sync.arrived = arrived;
    snapshot.sync.parked = parked;
    snapshot.sync.kept = kept;
    return snapshot;
  };
  Screen(home(3, 0, 0)).expect_text("Everything that is finished has been sent");
  Screen(home(0, 1, 0)).expect_text("Everything else that is finished has been sent");
  for (const auto& [arrived, parked, kept] : {std::tuple{0, 0, 0}, std::tuple{0, 0, 2}, std::tuple{3, 0, 2}, std::tuple{3, 1, 2}}) {
    Screen screen(home(arrived, parked, kept));
    screen.expect_text("No response is waiting to be sent");
    screen.expect_no_text("has been sent");
  }
}

TEST_CASE("a response whose name cannot be read stands in the list with a sentence that says so, in each language") {
  for (const auto& [language, damaged, newer] :
       {std::tuple{ui::Language::english, "cannot be read, because data on this laptop is damaged", "written by a newer Pilotage"},
        std::tuple{ui::Language::french, "Le nom de cette réponse est illisible", "une version plus récente de Pilotage"},
        std::tuple{ui::Language::spanish, "El nombre de esta respuesta no se puede leer", "una versión más reciente de Pilotage"}}) {
    ui::ResponseShown row;
    row.form_title = "A visit";
    row.name_fault = ErrorCode::damaged;
    ui::Snapshot snapshot;
    snapshot.serial = 1;
    snapshot.language = language;
    snapshot.screen = ui::HomeShown{.forms = {}, .drafts = {row}};
    Screen(snapshot).expect_text(damaged);
    snapshot.screen = ui::ResponsesShown{{row}};
    Screen(snapshot).expect_text(damaged);
    row.name_fault = ErrorCode::newer_version;
    snapshot.screen = ui::ResponsesShown{{row}};
    Screen(snapshot).expect_text(newer);
  }
}

TEST_CASE("words that are in no other language than English are called untranslated where another one is read") {
  ui::ResponseShown parked;
  parked.stage = ui::ResponseStage::parked;
  parked.problem = ErrorCode::refused;
  parked.problem_detail = "No such thing.";
  for (const auto& [language, words] : {std::pair{ui::Language::french, "non traduit"}, std::pair{ui::Language::spanish, "sin traducir"}}) {
    ui::Snapshot snapshot;
    snapshot.serial = 1;
    snapshot.language = language;
    for (const ui::ScreenShown& screen :
         {ui::ScreenShown(ui::ResponsesShown{{parked}}), ui::ScreenShown(ui::FailureShown{{ErrorCode::io, "No such thing.", "/data"}})}) {
      snapshot.screen = screen;
      Screen(snapshot).expect_text(words);
    }
    snapshot.screen = ui::HomeShown{};
    snapshot.notice = ui::NoticeShown{.error = Error{ErrorCode::io, "No such thing.", "/data"}};
    Screen(snapshot).expect_text(words);
  }
}

TEST_CASE("where nothing is sent by itself, no screen promises that it is") {
  ui::Snapshot snapshot;
  snapshot.serial = 1;
  snapshot.sync.automatic = false;
  ui::ResponseShown waiting;
  waiting.stage = ui::ResponseStage::waiting;
  snapshot.screen = ui::ResponsesShown{{waiting}};
  snapshot.notice = ui::NoticeShown{.kind = ui::NoticeShown::Kind::finalized_and_queued};
  Screen responses(snapshot);
  responses.expect_text("Finished. It is sent when you choose “Sync now”.");
  responses.expect_text("The response is finished. It is sent when you choose “Sync now”.");
  responses.expect_no_text("by itself when");
  ui::ReviewShown review;
  review.goes_to_server = true;
  snapshot.screen = review;
  snapshot.notice.reset();
  Screen(snapshot).expect_text("safe on this laptop until you choose “Sync now”.");
}

TEST_CASE("why a response was not sent is said by the server's answer, in each language") {
  ui::ResponsesShown responses;
  ui::ResponseShown parked;
  parked.id = 1;
  parked.stage = ui::ResponseStage::parked;
  parked.problem = ErrorCode::conflict;
  parked.problem_status = 409;
  responses.rows = {parked};
  for (const auto& [language, words] : {std::pair{ui::Language::english, "another response under the same number"},
                                        std::pair{ui::Language::french, "une autre réponse sous le même numéro"},
                                        std::pair{ui::Language::spanish, "otra respuesta con el mismo número"}}) {
    ui::Snapshot snapshot;
    snapshot.serial = 1;
    snapshot.language = language;
    snapshot.screen = responses;
    Screen(snapshot).expect_text(words);
  }
}

TEST_CASE("a response that a newer version finished says what to do, in each language") {
  ui::ResponseShown parked;
  parked.stage = ui::ResponseStage::parked;
  parked.problem = ErrorCode::newer_version;
  for (const auto& [language, words] : {std::pair{ui::Language::english, "Update the program, then send it again."},
                                        std::pair{ui::Language::french, "Mettez le programme à jour, puis renvoyez-la."},
                                        std::pair{ui::Language::spanish, "Actualice el programa y envíela de nuevo."}}) {
    ui::Snapshot snapshot;
    snapshot.serial = 1;
    snapshot.language = language;
    snapshot.screen = ui::ResponsesShown{{parked}};
    Screen(snapshot).expect_text(words);
  }
}

TEST_CASE("no screen has a fault of layout in any language at 100 %, 150 % and 200 %") {
  for (const ui::Language language : ui::kLanguages) {
    for (const int scale : {100, 150, 200}) {
      for (const SampleScreen& sample : sample_screens(language, scale)) {
        INFO(sample.name, " in ", std::string(ui::code(language)), " at ", scale, " %");
        Screen screen(sample.snapshot);
        check_all_of_it(screen, sample);
      }
    }
  }
}

TEST_CASE("a small window holds every screen too") {
  for (const SampleScreen& sample : sample_screens(ui::Language::french, 100)) {
    INFO(sample.name);
    Screen screen(sample.snapshot, {800, 600});
    check_all_of_it(screen, sample);
  }
}

TEST_CASE("help lists the keys and closes with Escape") {
  for (const ui::Language language : ui::kLanguages) {
    Screen screen(sample_screens(language, 100)[1].snapshot);
    screen.key("F1");
    screen.expect_text("F2");
    for (const std::string& fault : screen.faults()) FAIL_CHECK(fault);
    screen.key("Escape");
    screen.expect_no_text("F2");
  }
}

TEST_CASE("the checker finds what it is for") {
  ui::ScreenMap map;
  auto text = [](const char* words, ui::Rect rect, ui::Rect extent) {
    return ui::Seen{.role = ui::Role::text, .label = words, .rect = rect, .visible = rect, .words = extent};
  };
  map.add(text("too wide", {0, 0, 50, 20}, {0, 0, 80, 20}));
  map.add(text("over it", {20, 10, 50, 20}, {20, 10, 50, 20}));
  map.add(text("outside", {780, 200, 50, 20}, {780, 200, 50, 20}));
  map.add(text("⟦a.key⟧", {0, 300, 50, 20}, {0, 300, 50, 20}));
  CHECK(ui::check_screen(map, {0, 0, 800, 600}).size() == 4);
}
