// The settings: a server by its code, and the one authority that it is trusted by; what is kept, and for how long.
#include <doctest/doctest.h>

#include "client/ui/screen.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

constexpr const char* kCode = "eJyrVspJzEtXslIy";
constexpr const char* kPem = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIBAjAKBggqhkjOPQQDAjAkMSIwIAYDVQQDDBlUaHJvdy1h\n"
                             "-----END CERTIFICATE-----";

ui::Snapshot settings(ui::SettingsShown shown = {}, ui::Language language = ui::Language::english) {
  return {.serial = 1, .language = language, .screen = std::move(shown)};
}

ui::Snapshot refused(const Error& error, ui::Language language) {
  ui::SettingsShown shown;
  shown.server_error = error;
  return settings(std::move(shown), language);
}

void paste(Screen& screen, const std::string& text) {
  static std::string clipboard;
  clipboard = text;
  ImGui::GetIO().GetClipboardTextFn = [](void*) -> const char* { return clipboard.c_str(); };
  screen.key("Ctrl+V");
}

} // namespace

TEST_CASE("a settings code and the authority below it are pasted, and go on as they are when the button is clicked") {
  Screen screen(settings());
  screen.expect_text("No server is set up");
  screen.click("settings.add_server");
  CHECK(screen.all<ui::AddServer>().empty()); // there is nothing to add yet
  screen.click("settings.code");
  paste(screen, std::string(kCode) + "\n" + kPem + "\n");
  screen.click("Add the server");
  REQUIRE(screen.all<ui::AddServer>().size() == 1);
  CHECK(screen.all<ui::AddServer>()[0].settings_code == std::string(kCode) + "\n" + kPem + "\n");
  CHECK(screen.faults().empty());
}

TEST_CASE("the same by keyboard alone") {
  Screen screen(settings());
  for (int i = 0; i < 40 && screen.focused() != "settings.code"; ++i) screen.key("Tab");
  REQUIRE(screen.focused() == "settings.code");
  paste(screen, kCode);
  for (int i = 0; i < 5 && screen.focused() != "settings.add_server"; ++i) screen.key("Tab");
  REQUIRE(screen.focused() == "settings.add_server");
  screen.key("Enter");
  REQUIRE(screen.all<ui::AddServer>().size() == 1);
  CHECK(screen.all<ui::AddServer>()[0].settings_code == kCode);
}

TEST_CASE("why a settings code is not taken is said in the language of the person, by what is wrong with it") {
  for (const auto& [language, incomplete, address, credentials] :
       {std::tuple{ui::Language::english, "Copy the whole text", "The server’s address in it", "It lacks the name"},
        std::tuple{ui::Language::french, "Copiez en entier le texte", "L’adresse du serveur", "Il y manque le nom"},
        std::tuple{ui::Language::spanish, "Copie entero el texto", "La dirección del servidor", "Le falta el nombre"}}) {
    Screen(refused({ErrorCode::malformed, "x"}, language)).expect_text(incomplete);
    Screen(refused({ErrorCode::limit_exceeded, "x"}, language)).expect_text(incomplete);
    Screen(refused({ErrorCode::invalid_value, "x"}, language)).expect_text(address);
    Screen(refused({ErrorCode::unauthorized, "x"}, language)).expect_text(credentials);
  }
}

TEST_CASE("a certificate that is none, and a code that is none, are told apart, beside the box, in each language") {
  const Error bad_code{ErrorCode::malformed, "This is not an ODK settings code.", ""};
  const Error bad_authority{ErrorCode::tls_untrusted, "The certificate authority is not whole.", ""};
  for (const auto& [language, code_words, authority_words] :
       {std::tuple{ui::Language::english, "This settings code cannot be used", "The certificate that comes with this code cannot be used"},
        std::tuple{ui::Language::french, "Ce code de configuration ne peut pas être utilisé",
                   "Le certificat joint à ce code ne peut pas être utilisé"},
        std::tuple{ui::Language::spanish, "Este código de configuración no se puede usar",
                   "El certificado que acompaña a este código no se puede usar"}}) {
    Screen code(refused(bad_code, language));
    code.expect_text(code_words);
    code.expect_text("This is not an ODK settings code.");
    CHECK(code.seen("settings.code").invalid);
    CHECK(code.faults().empty());
    Screen authority(refused(bad_authority, language));
    authority.expect_text(authority_words);
    authority.expect_text("The certificate authority is not whole.");
    CHECK(authority.seen("settings.code").invalid);
    CHECK(authority.faults().empty());
  }
}

TEST_CASE("a server that was added shows with its address, and says which authority it is trusted by") {
  ui::SettingsShown shown;
  shown.servers = {{"Pilot", "https://pilot.example.org/v1/key/…/projects/7", true}, {"Open", "https://kobo.example.org", false}};
  shown.server_added = true;
  Screen screen(settings(shown));
  screen.expect_text("The server is set up.");
  screen.expect_text("https://pilot.example.org/v1/key/…/projects/7");
  int own = 0;
  for (const ui::Seen& seen : screen.map().all()) own += seen.label == "Trusts only its own certificate authority" ? 1 : 0;
  CHECK(own == 1);
}
