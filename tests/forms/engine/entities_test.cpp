// Entities: what a response creates and updates, and the list that later forms choose from.
#include <doctest/doctest.h>

#include "forms/engine/entity_list.h"
#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

std::string registration(std::string_view attributes = R"x(create="1")x") {
  return xform(R"x(<instance><data id="trees"><species/><note/><meta><instanceID/><entity dataset="trees" id="" )x" +
                   std::string(attributes) +
                   R"x(><label/></entity></meta></data></instance>
                   <bind nodeset="/data/species" entities:saveto="species"/><bind nodeset="/data/note" entities:saveto="note" relevant="/data/species = 'oak'"/>
                   <bind nodeset="/data/meta/entity/label" calculate="concat('A ', /data/species)"/>
                   <setvalue event="odk-instance-first-load" ref="/data/meta/entity/@id" value="'tree-1'"/>)x",
               R"x(<input ref="/data/species"/><input ref="/data/note"/>)x");
}

} // namespace

TEST_CASE("a response says what it creates, without what is not relevant") {
  Scenario form(registration());
  form.answer("species", "elm");
  const auto changes = form.session().entities();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].list == "trees");
  CHECK(changes[0].id == "tree-1");
  CHECK(changes[0].create);
  CHECK_FALSE(changes[0].update);
  CHECK(changes[0].label == "A elm");
  CHECK(changes[0].properties == std::vector<std::pair<std::string, std::string>>{{"species", "elm"}});
  CHECK(Scenario(registration(R"x(create="0")x")).session().entities().empty());
}

TEST_CASE("an entity that was created without a network is a choice of the next form") {
  Scenario first(registration());
  first.answer("species", "elm, old");
  auto list = EntityList::read("name,label,__version,species\ntree-0,An oak,3,oak\n", "trees.csv");
  REQUIRE(list);
  for (const EntityChange& change : first.session().entities()) list->apply("trees", change);
  for (const EntityChange& change : first.session().entities()) list->apply("trees", change); // once is enough
  Scenario second(
      xform(
          data("<tree/>") + R"x(<instance id="trees" src="jr://file-csv/trees.csv"/>)x",
          R"x(<select1 ref="/data/tree"><itemset nodeset="instance('trees')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>)x"),
      {{"trees.csv", list->csv()}});
  CHECK(second.choices("tree") == std::vector<std::string>{"tree-0", "tree-1"});
  CHECK(second.session().choices(*second.session().question(second.node("tree")))[1].label == "A elm, old");
}

TEST_CASE("an update takes the version that the person saw, and one that the server has overtaken does nothing") {
  auto list = EntityList::read("name,label,__version,species\ntree-0,An oak,3,oak\n", "trees.csv");
  REQUIRE(list);
  EntityChange change{
      .list = "trees", .id = "tree-0", .create = false, .update = true, .base_version = "3", .label = "", .properties = {{"girth", "90"}}};
  list->apply("trees", change);
  CHECK(list->csv() == "name,label,__version,species,girth\ntree-0,An oak,4,oak,90\n");
  change.properties = {{"girth", "10"}};
  list->apply("trees", change);
  list->apply("birds", change);
  CHECK(list->csv() == "name,label,__version,species,girth\ntree-0,An oak,4,oak,90\n");
}

TEST_CASE("changes that the server's list shows are known by it, and those since then have a branch of this laptop") {
  auto list = EntityList::read("name,label,__version\ntree-0,An oak,3\n", "trees.csv");
  REQUIRE(list);
  const EntityChange creation{.list = "trees", .id = "tree-0", .create = true, .base_version = "", .label = "", .properties = {}};
  const EntityChange update{.list = "trees", .id = "tree-0", .update = true, .base_version = "3", .label = "Oak", .properties = {}};
  const EntityChange other{.list = "trees", .id = "tree-1", .create = true, .base_version = "", .label = "New", .properties = {}};
  CHECK(list->shows(creation));
  CHECK_FALSE(list->shows(update));
  CHECK_FALSE(list->shows(other));
  list->apply("trees", update);
  list->apply("trees", other);
  CHECK_FALSE(list->shows(update)); // it stands in the list, but the server has not said so
  CHECK_FALSE(list->shows(other));
  list->name_branches("laptop");
  auto again = EntityList::read("name,label,__version\ntree-0,An oak,3\n", "trees.csv");
  again->apply("trees", other);
  again->name_branches("laptop");
  const auto branch = [](const EntityList& of, std::size_t row) {
    const std::string csv = of.csv();
    std::size_t at = 0;
    for (std::size_t i = 0; i <= row; ++i) at = csv.find('\n', at) + 1;
    const std::string line = csv.substr(at, csv.find('\n', at) - at);
    return line.substr(line.rfind(',') + 1);
  };
  CHECK(list->csv().starts_with("name,label,__version,__trunkVersion,__branchId\ntree-0,Oak,4,3,"));
  CHECK(list->csv().find("tree-1,New,1,,") != std::string::npos);
  CHECK(branch(*list, 0) == branch(*again, 0));
  CHECK(branch(*list, 0) != branch(*list, 1));
  CHECK(branch(*list, 0).size() == 36);
}

TEST_CASE("a form for a newer entities specification is refused, and so is a damaged list") {
  std::string newer = registration();
  newer.replace(newer.find("<model>"), 7, R"x(<model entities:entities-version="2099.1.0">)x");
  const Error error = refusal(newer);
  CHECK(error.code == ErrorCode::unsupported);
  CHECK(error.message.find("2099.1.0") != std::string::npos);
  CHECK_FALSE(EntityList::read("name,label\na,\"A\n", "trees.csv"));
}
