#include <doctest/doctest.h>

#include "forms/xpath/documents/xml_tree.h"
#include "forms/xpath/tree.h"

using namespace pilotage::forms::xpath;

namespace {

// The elements' names in document order, with the text of leaves: "data a=1 b".
std::string outline(const Tree& tree, const NameTable& names) {
  std::string out;
  for (NodeId node = kDocument; node != kNoNode; node = tree.next_in_document(node, kDocument)) {
    if (!tree.is_element(node)) continue;
    if (!out.empty()) out += ' ';
    out += names.local(tree.name(node));
    if (!tree.text(node).empty()) out.append("=").append(tree.text(node));
  }
  return out;
}

struct Building {
  NameTable names;
  Tree tree;
  NodeId data = tree.append_element(kDocument, names.intern("", "data"));
  NodeId add(NodeId parent, const char* name, NodeId before = kNoNode) {
    return tree.insert_element(parent, before, names.intern("", name));
  }
};

} // namespace

TEST_CASE("a leaf holds its text, and its text node has an id of its own") {
  Building form;
  const NodeId age = form.add(form.data, "age");
  CHECK(form.tree.first_child(age) == kNoNode);
  form.tree.set_text(age, "17");
  const NodeId text = form.tree.first_child(age);
  REQUIRE(text != kNoNode);
  CHECK(form.tree.kind(text) == NodeKind::text);
  CHECK(form.tree.parent(text) == age);
  CHECK(form.tree.next_sibling(text) == kNoNode);
  CHECK(form.tree.text(text) == "17");
  CHECK(form.tree.is_leaf(age));
  form.tree.set_text(text, "18");
  CHECK(form.tree.text(age) == "18");
  form.tree.remove(text);
  CHECK(form.tree.text(age).empty());
}

TEST_CASE("text beside elements becomes a node among them") {
  Building form;
  const NodeId mixed = form.add(form.data, "mixed");
  form.tree.append_text(mixed, "before ");
  form.add(mixed, "b");
  form.tree.append_text(mixed, "after");
  form.tree.append_text(mixed, " all");
  std::string value;
  form.tree.append_string_value(mixed, value);
  CHECK(value == "before after all");
  CHECK_FALSE(form.tree.is_leaf(mixed));
  CHECK(form.tree.kind(form.tree.first_child(mixed)) == NodeKind::text);
  form.tree.set_text(mixed, "only");
  CHECK(form.tree.is_leaf(mixed));
  CHECK(form.tree.text(mixed) == "only");
}

TEST_CASE("elements are inserted, cloned and removed where they should be") {
  Building form;
  const NodeId first = form.add(form.data, "person");
  form.tree.append_attribute(first, form.names.intern("", "id"), "p1");
  form.tree.set_text(form.add(first, "name"), "Ana");
  const NodeId end = form.add(form.data, "end");
  const NodeId second = form.tree.clone_subtree(form.tree, first, form.data, end);
  CHECK(outline(form.tree, form.names) == "data person name=Ana person name=Ana end");
  CHECK(form.tree.text(form.tree.attribute(second, form.names.find("", "id"))) == "p1");
  form.tree.set_text(form.tree.child(second, form.names.find("", "name")), "Ben");
  form.tree.remove(first);
  CHECK(outline(form.tree, form.names) == "data person name=Ben end");
  CHECK(form.tree.kind(first) == NodeKind::removed);
  form.tree.remove(second);
  form.tree.remove(end);
  CHECK(form.tree.is_leaf(form.data));
}

TEST_CASE("a clone can come from another tree, and stand in what it was cloned from") {
  Building form;
  const NodeId group = form.add(form.data, "group");
  form.tree.set_text(form.add(group, "a"), "1");
  Tree other;
  other.clone_subtree(form.tree, form.data, kDocument);
  CHECK(outline(other, form.names) == "data group a=1");
  form.tree.clone_subtree(form.tree, group, group);
  CHECK(outline(form.tree, form.names) == "data group a=1 group a=1");
}

TEST_CASE("document order holds, also after insertions") {
  Building form;
  const NodeId a = form.add(form.data, "a");
  const NodeId c = form.add(form.data, "c");
  const NodeId id = form.tree.append_attribute(c, form.names.intern("", "id"), "x");
  form.tree.set_text(c, "text");
  CHECK(form.tree.compare(a, c) < 0);
  CHECK(form.tree.compare(c, id) < 0);
  CHECK(form.tree.compare(id, form.tree.first_child(c)) < 0);
  const NodeId b = form.add(form.data, "b", c);
  const NodeId before_all = form.add(form.data, "z", a);
  CHECK(form.tree.compare(before_all, a) < 0);
  CHECK(form.tree.compare(a, b) < 0);
  CHECK(form.tree.compare(b, c) < 0);
  CHECK(form.tree.compare(id, b) > 0);
  CHECK(form.tree.compare(b, form.tree.first_child(c)) < 0);
  CHECK(form.tree.compare(b, b) == 0);
}

TEST_CASE("text in the adopted buffer is not copied, other text is") {
  Building form;
  auto buffer = std::make_shared<const std::string>("abcdef");
  form.tree.adopt_buffer(buffer);
  const NodeId a = form.add(form.data, "a");
  form.tree.set_text(a, std::string_view(*buffer).substr(2, 3));
  CHECK(form.tree.text(a).data() == buffer->data() + 2);
  form.tree.set_text(a, "xyz");
  CHECK(form.tree.text(a) == "xyz");
  form.tree.set_text(a, std::string_view(*buffer).substr(0, 2));
  CHECK(form.tree.text(a) == "ab");
}

TEST_CASE("changing answers again and again takes no more memory") {
  Building form;
  std::vector<NodeId> questions;
  questions.reserve(100);
  for (int i = 0; i < 100; ++i) questions.push_back(form.add(form.data, "q"));
  for (int round = 0; round < 5000; ++round)
    for (std::size_t i = 0; i < questions.size(); ++i)
      form.tree.set_text(questions[i], std::string(static_cast<std::size_t>(round % 40), 'x'));
  CHECK(form.tree.memory() < 1'000'000);
  for (const NodeId question : questions) CHECK(form.tree.text(question) == std::string(4999 % 40, 'x'));
}

TEST_CASE("a text can be set from the tree's own text") {
  Building form;
  const NodeId a = form.add(form.data, "a");
  const NodeId b = form.add(form.data, "b");
  form.tree.set_text(a, "a text that is long enough to be in the heap");
  for (int i = 0; i < 100; ++i) form.tree.set_text(b, form.tree.text(a));
  CHECK(form.tree.text(b) == form.tree.text(a));
  form.tree.set_text(a, form.tree.text(a).substr(2, 4));
  CHECK(form.tree.text(a) == "text");
}

TEST_CASE("an item of a table takes 32 bytes an element") {
  Building form;
  auto buffer = std::make_shared<std::string>();
  for (int i = 0; i < 1000; ++i) *buffer += "name label region ";
  form.tree.adopt_buffer(buffer);
  form.tree.reserve(1000 * 4 + 2);
  for (std::size_t i = 0; i < 1000; ++i) {
    const NodeId item = form.add(form.data, "item");
    form.tree.set_text(form.add(item, "name"), std::string_view(*buffer).substr(i * 18, 4));
    form.tree.set_text(form.add(item, "label"), std::string_view(*buffer).substr(i * 18 + 5, 5));
    form.tree.set_text(form.add(item, "region"), std::string_view(*buffer).substr(i * 18 + 11, 6));
  }
  CHECK(form.tree.memory() < 1000 * 4 * 32 + 1000);
}

TEST_CASE("names are numbers, apart by namespace; a copy of the table knows the same") {
  NameTable names;
  const NameId plain = names.intern("", "name");
  const NameId other = names.intern("http://openrosa.org/xforms", "name");
  CHECK(plain != other);
  CHECK(names.intern("", "name") == plain);
  CHECK(names.find("", "nobody") == kNoName);
  CHECK(names.local(other) == "name");
  CHECK(names.uri(other) == "http://openrosa.org/xforms");
  CHECK(names.uri_id(plain) == 0);
  const NameTable copy = names;
  CHECK(copy.find("http://openrosa.org/xforms", "name") == other);
}
