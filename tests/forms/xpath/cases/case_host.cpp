#include "forms/xpath/cases/case_host.h"

#include <stdexcept>

namespace pilotage::forms::xpath {

namespace {

int offset_of(const std::string& zone) {
  if (zone == "America/Phoenix") return -7 * 3600;
  if (zone == "UTC") return 0;
  throw std::runtime_error("the runner does not know the zone " + zone);
}

} // namespace

CaseHost::CaseHost(const Tree& tree, NameTable& names, const std::string& zone, std::string language)
    : tree_(tree), names_(names), language_(std::move(language)), environment_(fixed_environment()) {
  environment_.utc_offset = [offset = offset_of(zone)](std::int64_t) { return offset; };
}

// The first such element below `from`; `attribute` may be "".
NodeId CaseHost::find(NodeId from, std::string_view element, std::string_view attribute, std::string_view value) const {
  const NameId name = attribute.empty() ? kNoName : names_.find("", attribute);
  for (NodeId node = tree_.next_in_document(from, from); node != kNoNode; node = tree_.next_in_document(node, from)) {
    if (!tree_.is_element(node) || names_.local(tree_.name(node)) != element) continue;
    if (attribute.empty()) return node;
    const NodeId found = tree_.attribute(node, name);
    if (found != kNoNode && tree_.text(found) == value) return node;
  }
  return kNoNode;
}

std::optional<NodeRef> CaseHost::instance(std::string_view id) {
  const NodeId node = find(kDocument, "instance", "id", id);
  return node == kNoNode ? std::nullopt : std::optional(NodeRef{&tree_, node});
}

std::optional<Value> CaseHost::itext(std::string_view id) {
  const NodeId translation = find(kDocument, "translation", "lang", language_);
  if (translation == kNoNode) return std::nullopt;
  const NodeId text = find(translation, "text", "id", id);
  if (text == kNoNode) return std::nullopt;
  const NameId form = names_.find("", "form");
  for (NodeId value = tree_.first_child(text); value != kNoNode; value = tree_.next_sibling(value))
    if (tree_.is_element(value) && (form == kNoName || tree_.attribute(value, form) == kNoNode)) return Value(NodeRef{&tree_, value});
  return std::nullopt;
}

} // namespace pilotage::forms::xpath
