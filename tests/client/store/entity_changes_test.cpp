// What responses do to entities stands in the lists of later forms until the server's own list shows it.
#include "client/store/entity_changes.h"

#include "client/store/fixture.h"
#include "client/store/form_library.h"
#include "forms/engine/form_session.h"
#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

const std::string kVisit = forms::xform(
    forms::data("<tree/>") + R"x(<instance id="trees" src="jr://file-csv/trees.csv"/>)x",
    R"x(<select1 ref="/data/tree"><itemset nodeset="instance('trees')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>)x");

struct Woods : StoreFixture {
  store::FormKey visit = install("name,label,__version\noak,Oak,1\n");

  store::FormKey install(const std::string& trees, store::ProjectId project = store::kLocal) {
    return need(store::FormLibrary(store).install(kVisit, {{"trees.csv", trees}}, project)).key;
  }

  void finalize(const std::vector<forms::EntityChange>& changes) {
    const auto id = add_draft(visit, "uuid:" + std::to_string(++responses));
    need(store::Responses(store).finalize(id, "<data/>", "", {}, changes));
  }

  // The choices of the form: "oak=Oak elm=Elm".
  std::string trees_in(store::FormKey form) {
    const auto definition = need(store::FormLibrary(store).definition(form));
    const auto session = need(forms::FormSession::start(definition, forms::fixed_environment()));
    std::string all;
    for (const auto& choice : session.choices(*session.question(*session.find("/data/tree"))))
      all += (all.empty() ? "" : " ") + choice.value + "=" + choice.label;
    return all;
  }

  int responses = 0;
};

forms::EntityChange creation(const std::string& id, const std::string& label) {
  return {.list = "trees", .id = id, .create = true, .base_version = "", .label = label, .properties = {}};
}

forms::EntityChange update(const std::string& id, const std::string& version, const std::string& label) {
  return {.list = "trees", .id = id, .update = true, .base_version = version, .label = label, .properties = {}};
}

} // namespace

TEST_CASE("creations and updates show at once, and the attachment itself stays as it came") {
  Woods woods;
  woods.finalize({creation("elm", "Elm, \"old\""), update("oak", "1", "Oak 90 cm")});
  woods.finalize({update("elm", "1", "Elm")});
  CHECK(woods.trees_in(woods.visit) == "oak=Oak 90 cm elm=Elm");
  CHECK(need(store::FormLibrary(woods.store).attachments(woods.visit)).at("trees.csv") == "name,label,__version\noak,Oak,1\n");
}

TEST_CASE("a list of the server that shows a change takes its place; what it does not show yet stays") {
  Woods woods;
  woods.finalize({creation("elm", "Elm"), creation("ash", "Ash")});
  const auto with_elm = woods.install("name,label,__version\noak,Oak,1\nelm,Elm of the server,1\n");
  CHECK(woods.trees_in(with_elm) == "oak=Oak elm=Elm of the server ash=Ash");
  // The server's people have deleted it: it does not come back.
  const auto without = woods.install("name,label,__version\noak,Oak,1\n");
  CHECK(woods.trees_in(without) == "oak=Oak ash=Ash");
}

TEST_CASE("entities of one project are not seen in another") {
  Woods woods;
  const auto other = woods.install("name,label,__version\n", store::ProjectId{7});
  woods.finalize({creation("elm", "Elm")});
  CHECK(woods.trees_in(other).empty());
  CHECK(woods.trees_in(woods.visit) == "oak=Oak elm=Elm");
}

TEST_CASE("a response that cannot be finalized changes no list") {
  Woods woods;
  const auto id = woods.add_draft(woods.visit, "uuid:x");
  const std::vector<forms::EntityChange> changes = {creation("elm", "Elm")};
  CHECK_FALSE(store::Responses(woods.store).finalize(id, "<data/>", "", {"missing.jpg"}, changes));
  CHECK(woods.trees_in(woods.visit) == "oak=Oak");
}
