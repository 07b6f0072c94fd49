#include "forms/model/prefixes.h"

#include <doctest/doctest.h>

using namespace pilotage::forms;

TEST_CASE("a name keeps its prefix where that is free or stands for its namespace") {
  Prefixes prefixes;
  prefixes.declare("", "urn:default");
  prefixes.declare("p", "urn:1");
  CHECK(prefixes.prefix_for("urn:1", "p") == "p");
  CHECK(prefixes.prefix_for("urn:2", "q") == "q");
  CHECK(prefixes.prefix_for("urn:1", "r") == "r");
  CHECK(prefixes.prefix_for("urn:default", "d") == "d"); // the default is none for attributes
  CHECK(prefixes.prefix_for("", "p").empty());
  CHECK(prefixes.prefix_for("http://www.w3.org/XML/1998/namespace", "xml") == "xml");
  CHECK(prefixes.namespaces() == Prefixes::Map{{"", "urn:default"}, {"d", "urn:default"}, {"p", "urn:1"}, {"q", "urn:2"}, {"r", "urn:1"}});
}

TEST_CASE("a name whose prefix stands for another namespace gets one that stands for its own") {
  Prefixes prefixes;
  prefixes.declare("p", "urn:1");
  prefixes.declare("q", "urn:2");
  prefixes.declare("ns1", "urn:3");
  CHECK(prefixes.prefix_for("urn:2", "p") == "q");
  CHECK(prefixes.prefix_for("urn:4", "p") == "ns2");
  CHECK(prefixes.prefix_for("urn:4", "q") == "ns2");
  prefixes.declare("q", "urn:5"); // nothing stands for urn:2 any more
  CHECK(prefixes.prefix_for("urn:2", "p") == "ns3");
}
