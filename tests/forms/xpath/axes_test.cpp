// The axes against their definition: document order and parents, looked up one node at a time.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "forms/xpath/documents/document.h"

using namespace pilotage::forms::xpath;

namespace {

// A random document of elements a, b, c with text, comments and attributes here and there.
std::string random_xml(std::mt19937& random, int depth) {
  const std::string name(1, static_cast<char>('a' + random() % 3));
  std::string xml = "<" + name + (random() % 3 == 0 ? " id='1' n='2'>" : ">");
  const auto children = random() % 4;
  for (std::uint32_t i = 0; i < children; ++i) {
    if (random() % 4 == 0) xml += "text";
    if (random() % 6 == 0) xml += "<!--comment-->";
    if (depth > 0) xml += random_xml(random, depth - 1);
  }
  return xml + "</" + name + ">";
}

// Every node but attributes, in document order.
std::vector<NodeId> in_order(const Tree& tree) {
  std::vector<NodeId> all;
  for (NodeId node = kDocument; node != kNoNode; node = tree.next_in_document(node, kDocument)) all.push_back(node);
  return all;
}

bool above(const Tree& tree, NodeId node, NodeId below) {
  for (NodeId up = tree.parent(below); up != kNoNode; up = tree.parent(up))
    if (up == node) return true;
  return false;
}

bool on_axis(const Tree& tree, std::string_view axis, NodeId from, NodeId node) {
  const bool before = tree.compare(node, from) < 0;
  if (axis == "self") return node == from;
  if (axis == "child") return tree.parent(node) == from;
  if (axis == "parent") return tree.parent(from) == node;
  if (axis == "descendant") return above(tree, from, node);
  if (axis == "descendant-or-self") return node == from || above(tree, from, node);
  if (axis == "ancestor") return above(tree, node, from);
  if (axis == "ancestor-or-self") return node == from || above(tree, node, from);
  if (axis == "preceding") return before && !above(tree, node, from);
  if (axis == "following") return !before && node != from && !above(tree, from, node);
  const bool siblings = tree.parent(node) == tree.parent(from) && node != from;
  return siblings && before == (axis == "preceding-sibling");
}

constexpr const char* kAxes[] = {"self",
                                 "child",
                                 "parent",
                                 "descendant",
                                 "descendant-or-self",
                                 "ancestor",
                                 "ancestor-or-self",
                                 "preceding",
                                 "following",
                                 "preceding-sibling",
                                 "following-sibling"};

} // namespace

TEST_CASE("every axis gives what its definition says, in document order") {
  std::mt19937 random(7);
  for (int round = 0; round < 25; ++round) {
    Document document(random_xml(random, 3));
    const Tree& tree = document.tree;
    const std::vector<NodeId> all = in_order(tree);
    for (const NodeId from : all) {
      document.context.node = {&tree, from};
      for (const char* axis : kAxes) {
        std::string expected;
        for (const NodeId node : all)
          if (on_axis(tree, axis, from, node)) expected += (expected.empty() ? "" : " ") + address_of(tree, document.names, node);
        REQUIRE_MESSAGE(document.nodes(std::string(axis) + "::node()") == expected, axis);
      }
    }
  }
}

TEST_CASE("two steps give the union of the second from each node of the first, once and in order") {
  std::mt19937 random(11);
  for (int round = 0; round < 10; ++round) {
    Document document(random_xml(random, 3));
    const Tree& tree = document.tree;
    const std::vector<NodeId> all = in_order(tree);
    for (const char* first : kAxes) {
      for (const char* second : kAxes) {
        const NodeId from = all[all.size() / 2];
        document.context.node = {&tree, from};
        std::string expected;
        for (const NodeId node : all) {
          const bool reached = std::ranges::any_of(
              all, [&](NodeId middle) { return on_axis(tree, first, from, middle) && on_axis(tree, second, middle, node); });
          if (reached) expected += (expected.empty() ? "" : " ") + address_of(tree, document.names, node);
        }
        REQUIRE_MESSAGE(document.nodes(std::string(first) + "::node()/" + second + "::node()") == expected, first << " " << second);
      }
    }
  }
}

TEST_CASE("positions count along the axis") {
  Document document("<r><a>1</a><a>2</a><a>3</a><a>4</a></r>");
  document.at("/1/3");
  CHECK(document.text("preceding-sibling::a[1]") == "2");
  CHECK(document.text("preceding-sibling::a[last()]") == "1");
  CHECK(document.text("following-sibling::a[position() = 1]") == "4");
  CHECK(document.text("(preceding-sibling::a)[1]") == "1");
  CHECK(document.text("../a[3 - 1]") == "2");
  CHECK(document.nodes("../a[0] | ../a[1.5] | ../a[9]").empty());
  CHECK(document.nodes("/r/a[position() > 1][1]") == "/1/2");
  CHECK(document.nodes("//a[2] | /r/a[2]") == "/1/2");
}

TEST_CASE("attributes have parents and no siblings") {
  Document document("<r x='1' y='2'><a z='3'>t</a></r>");
  CHECK(document.nodes("//@*") == "/1/@x /1/@y /1/1/@z");
  CHECK(document.nodes("//@z/..") == "/1/1");
  CHECK(document.nodes("//@x/following-sibling::node()").empty());
  CHECK(document.nodes("//@y/following::node()") == "/1/1 /1/1/1");
  CHECK(document.nodes("//@z/ancestor::r") == "/1");
  CHECK(document.nodes("//@z/self::z").empty()); // the axis is one of elements (XPath 1.0, 2.3)
  CHECK(document.nodes("//@z/self::node()") == "/1/1/@z");
}
