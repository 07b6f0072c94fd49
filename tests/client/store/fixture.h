// A real store in a folder of its own, with a clock that the test moves and one installed questionnaire.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "client/store/database.h"
#include "client/store/response.h"
#include "client/store/store.h"
#include "support/need.h"
#include "support/temporary_directory.h"

namespace pilotage::tests {

struct StoreFixture {
  TemporaryDirectory folder;
  std::int64_t clock = 1'700'000'000'000;
  store::Store store = open();

  store::Store open() {
    return need(store::Store::open(folder / "data", {.now = [this] { return clock; }}));
  }

  // A form's row as the library writes it, so that these tests need no form engine.
  store::FormKey add_form(const std::string& form_id = "visit", store::ProjectId project = store::kLocal) {
    store.database().run("INSERT INTO forms (project, form_id, version, title, languages, xform, hash, md5, bundle_hash, current, "
                         "installed_at) VALUES (?, ?, '1', 'A visit', '', x'00', '', '', '', 1, 0)",
                         project, form_id);
    return store::FormKey{store.database().last_id()};
  }

  store::ResponseId add_draft(store::FormKey form, const std::string& instance_id = "uuid:1") {
    return need(store::Responses(store).create(
        {.form = form,
         .instance_id = instance_id,
         .language = "fr",
         .start = {.instance_xml = "<data/>", .time = clock, .utc_offset = 3600, .seed = 0xFFFF'FFFF'FFFF'FFFF}}));
  }

  store::ResponseId add_queued(store::FormKey form, const std::string& instance_id) {
    store::Responses responses(store);
    const auto id = add_draft(form, instance_id);
    need(responses.finalize(id, "<data id=\"visit\">" + instance_id + "</data>", "", {}));
    need(responses.queue(id));
    return id;
  }
};

} // namespace pilotage::tests
