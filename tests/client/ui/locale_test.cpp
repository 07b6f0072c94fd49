#include "client/ui/locale.h"

#include <doctest/doctest.h>

using namespace pilotage::ui;

TEST_CASE("the language of a code, of a form's language and of the environment's names") {
  CHECK(language_of("fr_CA.UTF-8") == Language::french);
  CHECK(language_of("Español (es)") == Language::spanish);
  CHECK(language_of("es") == Language::spanish);
  CHECK(language_of("friulano") == Language::english);
  CHECK(pilotage::ui::known_language("French (fr)") == Language::french);
  CHECK(pilotage::ui::known_language("Kiswahili (sw)") == std::nullopt);
  CHECK(language_of("C.UTF-8") == Language::english);
}

TEST_CASE("numbers decide between one and many as each language does") {
  CHECK(Locale::of(Language::english)("sync.waiting"_count, 0).str().find("responses") != std::string::npos);
  CHECK(Locale::of(Language::french)("sync.waiting"_count, 0).str().find("réponse attend") != std::string::npos);
  CHECK(Locale::of(Language::spanish)("sync.waiting"_count, 2).str() == "2 respuestas están por enviarse");
}

TEST_CASE("dates are written as each language does and read back") {
  CHECK(Locale::of(Language::english).date("2026-03-01").str() == "1 March 2026");
  CHECK(Locale::of(Language::french).date("2026-08-01").str() == "1 août 2026");
  CHECK(Locale::of(Language::spanish).date("2026-08-01").str() == "1 de agosto de 2026");
  for (const Language language : kLanguages) {
    const Locale& tr = Locale::of(language);
    CHECK(tr.date_typed(tr.date_in_digits("2026-12-31").str()) == "2026-12-31");
    CHECK(tr.date_typed("2026-12-31") == "2026-12-31");
    CHECK(tr.date_typed(" 3.4.2026 ") == "2026-04-03");
    CHECK(tr.date_typed("29/02/2025").empty());
    CHECK(tr.date_typed("29/02/2024") == "2024-02-29");
    CHECK(tr.date_typed("12/2026").empty());
    CHECK(tr.date_typed("3/4/26").empty());
    CHECK(tr.date_typed("").empty());
  }
}

TEST_CASE("every kind of error has a sentence in every language") {
  for (const Language language : kLanguages)
    for (int code = 0; code <= static_cast<int>(pilotage::ErrorCode::internal); ++code)
      CHECK(Locale::of(language).error(static_cast<pilotage::ErrorCode>(code)).str().find("⟦") == std::string::npos);
}

TEST_CASE("every reason why questionnaires are not fetched has a sentence in every language, and none promises that something is sent") {
  using pilotage::ErrorCode;
  for (const Language language : kLanguages) {
    const Locale& tr = Locale::of(language);
    for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code)
      for (const bool one_form : {false, true})
        CHECK(tr.fetch_problem(static_cast<ErrorCode>(code), one_form).str().find("⟦") == std::string::npos);
    for (const ErrorCode code :
         {ErrorCode::no_network, ErrorCode::timeout, ErrorCode::tls_untrusted, ErrorCode::refused, ErrorCode::server_error})
      CHECK(tr.fetch_problem(code, false).str() != tr.error(code).str());
    CHECK(tr.fetch_problem(ErrorCode::not_found, false).str() == tr.error(ErrorCode::no_project).str());
  }
}

TEST_CASE("a wrong address is no fault of a response or a questionnaire") {
  using pilotage::ErrorCode;
  for (const Language language : kLanguages) {
    const Locale& tr = Locale::of(language);
    for (const int status : {400, 404, 410}) {
      CHECK(tr.send_problem(ErrorCode::no_project, status).str() == tr.error(ErrorCode::no_project).str());
      CHECK(tr.send_problem(ErrorCode::no_project, status).str() != tr.send_problem(ErrorCode::not_found, status).str());
    }
  }
}

TEST_CASE("every reason why a response does not go has a sentence in every language") {
  using pilotage::ErrorCode;
  for (const Language language : kLanguages) {
    const Locale& tr = Locale::of(language);
    for (const int status : {0, 400, 402, 403, 404, 409, 410, 413, 423, 429, 500})
      for (const ErrorCode code : {ErrorCode::conflict, ErrorCode::not_found, ErrorCode::damaged, ErrorCode::answers_damaged, ErrorCode::io,
                                   ErrorCode::no_network})
        CHECK(tr.send_problem(code, status).str().find("⟦") == std::string::npos);
    // It is one file that is lost, not the database.
    CHECK(tr.send_problem(ErrorCode::damaged, 0).str() != tr.error(ErrorCode::damaged).str());
    CHECK(tr.send_problem(ErrorCode::answers_damaged, 0).str() != tr.send_problem(ErrorCode::damaged, 0).str());
  }
}
