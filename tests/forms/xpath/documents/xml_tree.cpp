#include "forms/xpath/documents/xml_tree.h"

#include <charconv>
#include <map>
#include <pugixml.hpp>
#include <stdexcept>
#include <string>

namespace pilotage::forms::xpath {

namespace {

using Scope = std::map<std::string, std::string>; // prefix -> URI; "" is the default namespace

class Reader {
public:
  Reader(Tree& tree, NameTable& names) : tree_(tree), names_(names) {}

  void children(const pugi::xml_node& from, NodeId parent, const Scope& scope) {
    for (const pugi::xml_node child : from.children()) {
      switch (child.type()) {
      case pugi::node_element: element(child, parent, scope); break;
      case pugi::node_pcdata:
      case pugi::node_cdata:
        if (parent != kDocument) tree_.append_text(parent, child.value());
        break;
      case pugi::node_comment: tree_.append_comment(parent, child.value()); break;
      default: break;
      }
    }
  }

private:
  struct Name {
    NameId id;
    std::string prefix;
  };
  Name resolve(std::string_view written, const Scope& scope, bool attribute) {
    const std::size_t colon = written.find(':');
    const std::string prefix(colon == std::string_view::npos ? std::string_view{} : written.substr(0, colon));
    const std::string_view local = colon == std::string_view::npos ? written : written.substr(colon + 1);
    const auto found = scope.find(prefix);
    const bool none = found == scope.end() || (attribute && prefix.empty());
    return {names_.intern(none ? std::string_view{} : std::string_view(found->second), local), prefix};
  }

  void element(const pugi::xml_node& from, NodeId parent, Scope scope) {
    for (const pugi::xml_attribute attribute : from.attributes()) {
      const std::string_view name = attribute.name();
      if (name == "xmlns") scope[""] = attribute.value();
      if (name.starts_with("xmlns:")) scope[std::string(name.substr(6))] = attribute.value();
    }
    const Name name = resolve(from.name(), scope, false);
    const NodeId node = tree_.append_element(parent, name.id, name.prefix);
    for (const pugi::xml_attribute attribute : from.attributes()) {
      const std::string_view written = attribute.name();
      if (written == "xmlns" || written.starts_with("xmlns:")) continue;
      const Name of = resolve(written, scope, true);
      tree_.append_attribute(node, of.id, attribute.value(), of.prefix);
    }
    children(from, node, scope);
  }

  Tree& tree_;
  NameTable& names_;
};

NodeId attribute_at(const Tree& tree, const NameTable& names, NodeId element, std::string_view name) {
  std::string_view uri;
  if (name.starts_with('{')) {
    const std::size_t close = name.find('}');
    uri = name.substr(1, close - 1);
    name = name.substr(close + 1);
  }
  return tree.attribute(element, names.find(uri, name));
}

} // namespace

Tree read_xml(std::string_view xml, NameTable& names) {
  pugi::xml_document document;
  constexpr unsigned kKeepAll = pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_comments;
  const auto result = document.load_buffer(xml.data(), xml.size(), kKeepAll, pugi::encoding_utf8);
  if (!result) throw std::runtime_error(result.description());
  Tree tree;
  Reader(tree, names).children(document, kDocument, {{"xml", "http://www.w3.org/XML/1998/namespace"}});
  return tree;
}

NodeId node_at(const Tree& tree, const NameTable& names, std::string_view address) {
  NodeId node = kDocument;
  while (address.size() > 1 && node != kNoNode) {
    address.remove_prefix(1);
    if (address.starts_with('@')) return attribute_at(tree, names, node, address.substr(1));
    int place = 0;
    const auto [end, error] = std::from_chars(address.data(), address.data() + address.size(), place);
    if (error != std::errc()) return kNoNode;
    address.remove_prefix(static_cast<std::size_t>(end - address.data()));
    node = tree.first_child(node);
    while (node != kNoNode && --place > 0) node = tree.next_sibling(node);
  }
  return node;
}

std::string address_of(const Tree& tree, const NameTable& names, NodeId node) {
  if (node == kDocument) return "/";
  const NodeId parent = tree.parent(node);
  std::string address = parent == kDocument ? "/" : address_of(tree, names, parent) + "/";
  if (tree.kind(node) == NodeKind::attribute) {
    const std::string_view uri = names.uri(tree.name(node));
    address += '@';
    if (!uri.empty()) address.append("{").append(uri).append("}");
    return address.append(names.local(tree.name(node)));
  }
  int place = 1;
  for (NodeId before = tree.prev_sibling(node); before != kNoNode; before = tree.prev_sibling(before)) ++place;
  return address + std::to_string(place);
}

} // namespace pilotage::forms::xpath
