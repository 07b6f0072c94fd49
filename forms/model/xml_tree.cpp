#include "forms/model/xml_tree.h"

#include <algorithm>

namespace pilotage::forms {

using xpath::NameId;
using xpath::NodeId;

namespace {

bool is_blank(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
}

// What is seen of an element that is open: whether its white space counts, and what is held back until that is known.
struct Level {
  NodeId element;
  bool has_elements = false;
  std::string blank = {};
};

} // namespace

NameId TreeReader::name(std::string_view qualified, std::string_view prefix, std::string_view local, std::string_view uri, Names naming) {
  const std::string_view space = naming == Names::as_written && prefix.empty() ? std::string_view() : uri;
  const auto last = static_cast<unsigned char>(qualified.back());
  const auto first = static_cast<unsigned char>(qualified.front());
  const auto middle = static_cast<unsigned char>(qualified[qualified.size() / 2]);
  const std::size_t place =
      (qualified.size() * 31U + last * 7U + first * 3U + middle + (naming == Names::as_written ? 1U : 0U)) % known_.size();
  Known& known = known_[place];
  if (known.qualified == qualified && known.uri == uri.data() && known.naming == naming && known.name != xpath::kNoName) return known.name;
  const NameId id = names_.intern(space, local);
  // A view of the document stays; one that the reader decoded would not, but names are never decoded.
  known = {qualified, uri.data(), naming, id};
  return id;
}

Result<NodeId> TreeReader::append_start(NodeId parent, Names naming) {
  if (tree_.size() > most_nodes_)
    return std::unexpected(xml_.error_here(ErrorCode::limit_exceeded, "The document holds too many elements."));
  const NameId element_name = name(xml_.qualified_name(), xml_.prefix(), xml_.name(), xml_.uri(), naming);
  if (element_name == xpath::kNoName) {
    return std::unexpected(xml_.error_here(ErrorCode::limit_exceeded, "The document holds too many different names."));
  }
  const NodeId element = tree_.append_element(parent, element_name, xml_.prefix());
  for (const XmlAttribute& attribute : xml_.attributes()) {
    const NameId attribute_name = name(attribute.name, attribute.prefix, attribute.name, attribute.uri, Names::as_declared);
    if (attribute_name == xpath::kNoName) {
      return std::unexpected(xml_.error_here(ErrorCode::limit_exceeded, "The document holds too many different names."));
    }
    tree_.append_attribute(element, attribute_name, attribute.value, attribute.prefix);
  }
  return element;
}

bool TreeReader::keeps_space(NodeId element) const {
  const std::string_view name = names_.local(tree_.name(element));
  return name == "label" || name == "hint" || name == "value";
}

Result<NodeId> TreeReader::read_element(NodeId parent, Names naming) {
  auto top = append_start(parent, naming);
  if (!top) return top;
  std::vector<Level> levels;
  levels.push_back({*top});
  while (true) {
    Level& level = levels.back();
    switch (xml_.next()) {
    case XmlReader::Event::start_element: {
      level.has_elements = true;
      if (!level.blank.empty() && keeps_space(level.element)) tree_.append_text(level.element, level.blank);
      level.blank.clear();
      auto child = append_start(level.element, naming);
      if (!child) return child;
      levels.push_back({*child});
      break;
    }
    case XmlReader::Event::text:
      if (is_blank(xml_.text())) {
        if (!level.has_elements || keeps_space(level.element)) level.blank += xml_.text();
        break;
      }
      if (!level.blank.empty()) tree_.append_text(level.element, level.blank);
      level.blank.clear();
      tree_.append_text(level.element, xml_.text());
      break;
    case XmlReader::Event::end_element:
      if (!level.blank.empty() && (!level.has_elements || keeps_space(level.element))) tree_.append_text(level.element, level.blank);
      levels.pop_back();
      if (levels.empty()) return top;
      break;
    case XmlReader::Event::end_document:
    case XmlReader::Event::failed: return std::unexpected(xml_.error());
    }
  }
}

Result<xpath::Tree> read_tree(std::string_view document, std::string what, xpath::NameTable& names) {
  XmlReader xml(document, std::move(what));
  xpath::Tree tree;
  TreeReader reader(xml, tree, names);
  if (xml.next() != XmlReader::Event::start_element) return std::unexpected(xml.error());
  auto root = reader.read_element(xpath::kDocument, TreeReader::Names::as_written);
  if (!root) return std::unexpected(root.error());
  if (xml.next() != XmlReader::Event::end_document) return std::unexpected(xml.error());
  return tree;
}

} // namespace pilotage::forms
