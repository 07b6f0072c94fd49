#include <doctest/doctest.h>

#include "forms/xpath/documents/document.h"

using namespace pilotage::forms::xpath;

namespace {

// Answers the first `steps` steps of absolute paths with one node.
class Shortcut : public PathResolver {
public:
  Shortcut(NodeRef node, int steps) : node_(node), steps_(steps) {}
  int resolve(const Expression& expression, int path, const Context& /*context*/, NodeSet& out) override {
    ++asked;
    if (expression.ast().paths[static_cast<std::size_t>(path)].start != PathStart::root) return kNotResolved;
    out.push_back(node_);
    return steps_;
  }
  int asked = 0;

private:
  NodeRef node_;
  int steps_;
};

} // namespace

TEST_CASE("a resolver's node stands for the whole path, or for its beginning") {
  Document document("<r><a><b>1</b></a><c><b>2</b></c></r>");
  const NodeRef c{&document.tree, node_at(document.tree, document.names, "/1/2")};
  Shortcut whole(c, 3);
  document.context.resolver = &whole;
  CHECK(document.number("/r/a/b + 1") == 3);
  Shortcut beginning(c, 2);
  document.context.resolver = &beginning;
  CHECK(document.number("/r/a/b + 1") == 3);
  CHECK(document.nodes("/r/a/b") == "/1/2/1");
  document.at("/1/1");
  CHECK(document.number("b") == 1);
}

TEST_CASE("a path that cannot change inside a predicate is walked once") {
  Document document("<r><k>1</k><i><k>1</k></i><i><k>2</k></i><i><k>1</k></i></r>");
  class Nothing : public PathResolver {
  public:
    int resolve(const Expression&, int, const Context&, NodeSet&) override { return kNotResolved; }
  } nothing;
  document.context.resolver = &nothing;
  CHECK(document.nodes("/r/i[k = /r/k]") == "/1/2 /1/4");
  CHECK(document.nodes("/r/i[k = /r/i[k = 2]/k]") == "/1/3");
  CHECK(document.nodes("/r/i[position() = /r/i[2]/k]") == "/1/3");
  document.context.limits.steps = 60;
  CHECK(document.number("count(/r/i[/r/k = /r/i[1]/k])") == 3);
}
