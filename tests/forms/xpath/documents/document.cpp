#include "forms/xpath/documents/document.h"

#include <stdexcept>

#include "support/or_throw.h"

namespace pilotage::forms::xpath {

using tests::or_throw;

Document::Document(std::string_view xml) : tree(read_xml(xml, names)) {
  context.node = {&tree, kDocument};
  context.host = this;
}

Document& Document::at(std::string_view address) {
  const NodeId node = node_at(tree, names, address);
  if (node == kNoNode) throw std::runtime_error("no node at " + std::string(address));
  context.node = {&tree, node};
  return *this;
}

Expression Document::parsed(std::string_view expression) { return or_throw(Expression::parse(expression, namespaces, names, dialect)); }

double Document::number(std::string_view expression) { return or_throw(evaluate_number(parsed(expression), context)); }

std::string Document::text(std::string_view expression) {
  std::string out;
  or_throw(evaluate_string(parsed(expression), context, out));
  return out;
}

bool Document::truth(std::string_view expression) { return or_throw(evaluate_boolean(parsed(expression), context)); }

std::string Document::nodes(std::string_view expression) {
  std::string all;
  for (const NodeRef node : or_throw(evaluate_nodes(parsed(expression), context))) {
    if (!all.empty()) all += ' ';
    all += address_of(*node.tree, names, node.id);
  }
  return all;
}

Error Document::error(std::string_view expression) {
  const auto of = Expression::parse(expression, namespaces, names, dialect);
  if (!of) return of.error();
  const auto value = evaluate(*of, context);
  if (value) throw std::runtime_error("\"" + std::string(expression) + "\" gives \"" + value->to_string() + "\", not an error");
  return value.error();
}

std::optional<NodeRef> Document::instance(std::string_view id) {
  for (NodeId node = kDocument; node != kNoNode; node = tree.next_in_document(node, kDocument))
    if (tree.is_element(node) && names.local(tree.name(node)) == id) return NodeRef{&tree, node};
  return std::nullopt;
}

std::optional<Value> Document::itext(std::string_view id) {
  if (id == "hello") return Value(spoken == "fr" ? "Bonjour" : "Hello");
  return std::nullopt;
}

std::optional<std::string> Document::choice_name(std::string_view value, std::string_view path, const Context& /*context*/) {
  return std::string(path) + ":" + std::string(value);
}

} // namespace pilotage::forms::xpath
