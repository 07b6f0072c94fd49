// A store with the visit questionnaire, and a response that is filled by the names of its questions.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "client/session/filling.h"
#include "client/store/form_library.h"
#include "client/store/store.h"
#include "support/need.h"
#include "support/temporary_directory.h"
#include "support/visit_form.h"

namespace pilotage::tests {

struct SessionFixture {
  TemporaryDirectory folder;
  std::int64_t clock = 1'700'000'000'000;
  store::Store store = need(store::Store::open(folder / "data", {.now = [this] { return ++clock; }}));
  store::FormKey form = need(store::FormLibrary(store).install(kVisitForm)).key;

  session::Filling start(const session::StartOptions& options = {}) { return need(session::Filling::start(store, form, options)); }
  session::Filling reopen(const session::Filling& filling) { return need(session::Filling::reopen(store, filling.response())); }
};

inline forms::Node node(const session::Filling& filling, const std::string& ref) {
  const auto found = filling.form().find(ref);
  CAPTURE(ref);
  REQUIRE(found.has_value());
  return *found;
}

inline void answer(session::Filling& filling, const std::string& ref, const std::string& value) {
  const auto answered = need(filling.answer(node(filling, ref), value));
  CAPTURE(ref);
  CAPTURE(answered.message);
  REQUIRE(answered.refused == forms::Invalidity::none);
}

inline std::string value(const session::Filling& filling, const std::string& ref) {
  const auto found = filling.form().find(ref);
  return found ? std::string(filling.form().value(*found)) : "(not there)";
}

inline std::string everything(const session::Filling& filling) { return filling.form().serialise(forms::FormSession::Keep::everything); }

} // namespace pilotage::tests
