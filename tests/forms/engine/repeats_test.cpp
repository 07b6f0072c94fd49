// Repeats: adding, removing, counting, and what depends on them.
#include <doctest/doctest.h>

#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

const std::string kPeople = xform(
    data(
        R"x(<total/><number/><person jr:template=""><name>nobody</name><age/><place/><child jr:template=""><toys/></child><all-toys/></person>)x") +
        R"x(<bind nodeset="/data/total" type="int" calculate="sum(/data/person/age)"/>
                 <bind nodeset="/data/number" type="int" calculate="count(/data/person)"/>
                 <bind nodeset="/data/person/age" type="int"/>
                 <bind nodeset="/data/person/place" calculate="position(..)"/>
                 <bind nodeset="/data/person/child/toys" type="int"/>
                 <bind nodeset="/data/person/all-toys" calculate="sum(../child/toys)"/>)x",
    R"x(<group ref="/data/person"><label>Person</label><repeat nodeset="/data/person">
               <input ref="/data/person/name"/><input ref="/data/person/age"/>
               <repeat nodeset="/data/person/child"><input ref="/data/person/child/toys"/></repeat></repeat></group>)x");

} // namespace

TEST_CASE("instances are added with the template's values and removed, and sums follow") {
  Scenario form(kPeople);
  CHECK(form.count("person") == 0);
  form.add("person");
  form.add("person");
  form.expect("person[2]/name", "nobody");
  form.answer("person[1]/age", "30");
  form.answer("person[2]/age", "4");
  form.expect("total", "34");
  form.expect("number", "2");
  form.remove("person[1]");
  form.expect("total", "4");
  form.expect("number", "1");
  form.expect("person[1]/place", "1");
}

TEST_CASE("a sum over numbers that are not whole, or no numbers, is what the expression gives") {
  Scenario form(
      xform(data(R"x(<total/><row jr:template=""><x/></row>)x") + R"x(<bind nodeset="/data/total" calculate="sum(/data/row/x)"/>)x",
            R"x(<repeat nodeset="/data/row"><input ref="/data/row/x"/></repeat>)x"));
  form.add("row");
  form.add("row");
  form.answer("row[1]/x", "0.5");
  form.answer("row[2]/x", "2");
  form.expect("total", "2.5");
  form.answer("row[1]/x", "many");
  form.expect("total", ""); // a number that is none leaves the question empty
  form.answer("row[1]/x", "3");
  form.expect("total", "5");
}

TEST_CASE("position() in the bind of a repeat counts the instances, in that of a question it is 1") {
  Scenario form(xform(data(R"x(<r jr:template=""><q/></r><relevant/>)x") +
                          R"x(<bind nodeset="/data/r" relevant="position() != 2"/><bind nodeset="/data/r/q" calculate="position()"/>
                              <bind nodeset="/data/relevant" calculate="count(/data/r)"/>)x",
                      R"x(<repeat nodeset="/data/r"><input ref="/data/r/q"/></repeat>)x"));
  for (int i = 0; i < 4; ++i) form.add("/data/r");
  CHECK_FALSE(form.session().state(form.node("/data/r[2]/q")).relevant);
  CHECK(form.session().state(form.node("/data/r[3]/q")).relevant);
  form.expect("/data/relevant", "3");
  form.expect("/data/r[3]/q", "1");
  // The third becomes the second.
  form.remove("/data/r[1]");
  CHECK(form.session().state(form.node("/data/r[1]/q")).relevant);
  CHECK_FALSE(form.session().state(form.node("/data/r[2]/q")).relevant);
  form.expect("/data/relevant", "2");
}

TEST_CASE("a repeat inside a repeat belongs to its own instance") {
  Scenario form(kPeople);
  form.add("person");
  form.add("person");
  form.add("person[1]/child");
  form.add("person[1]/child");
  form.add("person[2]/child");
  form.answer("person[1]/child[1]/toys", "3");
  form.answer("person[1]/child[2]/toys", "4");
  form.answer("person[2]/child[1]/toys", "10");
  form.expect("person[1]/all-toys", "7");
  form.expect("person[2]/all-toys", "10");
  form.remove("person[1]");
  form.expect("person[1]/all-toys", "10");
  form.reopen();
  form.expect("person[1]/child[1]/toys", "10");
}

TEST_CASE("jr:count decides how many instances there are") {
  Scenario form(xform(data("<n>2</n><row><x/></row>") + R"x(<bind nodeset="/data/n" type="int"/>)x",
                      R"x(<input ref="/data/n"/><repeat nodeset="/data/row" jr:count="/data/n"><input ref="/data/row/x"/></repeat>)x"));
  CHECK(form.count("row") == 2);
  form.answer("n", "5");
  CHECK(form.count("row") == 5);
  form.answer("n", "1");
  CHECK(form.count("row") == 1);
  const Item repeat = form.session().children(form.session().body())[1];
  CHECK(repeat.kind == Item::Kind::repeat);
  CHECK_FALSE(form.session().can_add(repeat));
  CHECK_FALSE(form.session().add_repeat(repeat));
}

TEST_CASE("the screen walks instances as items, with the label of the group around the repeat") {
  Scenario form(kPeople);
  form.add("person");
  const Item repeat = form.session().children(form.session().body()).at(0);
  CHECK(repeat.kind == Item::Kind::repeat);
  CHECK(form.session().text(repeat).label == "Person");
  const Item person = form.session().children(repeat).at(0);
  CHECK(person.position == 1);
  CHECK(form.session().children(person).size() == 3);
  CHECK(form.session().can_remove(person));
  REQUIRE(form.session().remove_repeat(person));
  CHECK(form.count("person") == 0);
}

TEST_CASE("one more instance, as long as the last one asks for it") {
  Scenario form(xform(
      data(R"x(<outer jr:template=""><there/><wanted/><inner jr:template=""><more/></inner></outer>)x") +
          R"x(<bind nodeset="/data/outer/there" type="int" calculate="count(../inner)"/>
          <bind nodeset="/data/outer/wanted" type="int"
            calculate="if(../there = 0 or ../inner[position() = ../there]/more = 'yes', ../there + 1, ../there)"/>)x",
      R"x(<repeat nodeset="/data/outer"><repeat nodeset="/data/outer/inner" jr:count="../wanted"><input ref="/data/outer/inner/more"/></repeat></repeat>)x"));
  form.add("outer");
  CHECK(form.count("outer[1]/inner") == 1);
  form.answer("outer[1]/inner[1]/more", "yes");
  form.answer("outer[1]/inner[2]/more", "yes");
  CHECK(form.count("outer[1]/inner") == 3);
  form.answer("outer[1]/inner[3]/more", "no");
  CHECK(form.count("outer[1]/inner") == 3);
  form.add("outer");
  CHECK(form.count("outer[2]/inner") == 1);
  form.reopen();
  CHECK(form.count("outer[1]/inner") == 3);
}
