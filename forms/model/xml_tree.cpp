#include "forms/model/xml_tree.h"

#include "forms/xpath/characters.h"

namespace pilotage::forms {

using xpath::NameId;
using xpath::NodeId;

namespace {

constexpr std::size_t kMaxNodes = 20'000'000; // a document with more is refused
constexpr std::size_t kLargeTree = 8'192;

// What is seen of an element that is open.
struct Level {
  NodeId element;
  bool has_elements = false;
};

} // namespace

NameId TreeReader::name(XmlNameId name) {
  const auto at = static_cast<std::size_t>(name);
  if (at >= known_.size()) known_.resize(xml_.names().size(), xpath::kNoName);
  if (known_[at] != xpath::kNoName) return known_[at];
  const XmlNames& names = xml_.names();
  const std::string_view space = names.prefix(name).empty() ? std::string_view() : names.uri_text(names.uri(name));
  return known_[at] = names_.intern(space, names.local(name));
}

Result<NodeId> TreeReader::append_start(NodeId parent) {
  if (tree_.size() > kMaxNodes) return std::unexpected(xml_.error_here(ErrorCode::limit_exceeded, "The document holds too many elements."));
  const XmlNames& names = xml_.names();
  const auto too_many_names = [&] {
    return std::unexpected(xml_.error_here(ErrorCode::limit_exceeded, "The document holds too many different names."));
  };
  // A tree that has become large gets room for the rest of the document at once: growing step by step would copy it time and again.
  if (!has_room_ && tree_.size() >= kLargeTree) {
    tree_.reserve(tree_.size() + xml_.bytes_left() / 16, xml_.bytes_left() / 2);
    has_room_ = true;
  }
  const NameId element_name = name(xml_.name_id());
  if (element_name == xpath::kNoName) return too_many_names();
  const NodeId element = tree_.append_element(parent, element_name, names.prefix(xml_.name_id()));
  for (const XmlAttribute& attribute : xml_.attributes()) {
    const NameId attribute_name = name(attribute.name);
    if (attribute_name == xpath::kNoName) return too_many_names();
    tree_.append_attribute(element, attribute_name, attribute.value, names.prefix(attribute.name));
  }
  return element;
}

bool TreeReader::keeps_space(NodeId element) const {
  const std::string_view name = names_.local(tree_.name(element));
  return name == "label" || name == "hint" || name == "value";
}

// Of an element that has just started: most hold text or nothing.
bool TreeReader::read_plain_content(NodeId element) {
  const auto text = xml_.plain_content();
  if (text && !text->empty()) tree_.append_text(element, *text);
  return text.has_value();
}

Result<NodeId> TreeReader::read_element(NodeId parent) {
  auto top = append_start(parent);
  if (!top || read_plain_content(*top)) return top;
  std::vector<Level> levels;
  levels.push_back({*top});
  std::string blank; // white space of the innermost open element, until it is known whether it counts
  const auto end_blank = [&](const Level& level, bool keep) {
    if (keep) tree_.append_text(level.element, blank);
    blank.clear();
  };
  while (true) {
    Level& level = levels.back();
    switch (xml_.next()) {
    case XmlReader::Event::start_element: {
      level.has_elements = true;
      if (!blank.empty()) end_blank(level, keeps_space(level.element));
      auto child = append_start(level.element);
      if (!child) return child;
      if (!read_plain_content(*child)) levels.push_back({*child});
      break;
    }
    case XmlReader::Event::text:
      if (xpath::is_xml_blank(xml_.text())) {
        if (!level.has_elements || keeps_space(level.element)) blank += xml_.text();
        break;
      }
      if (!blank.empty()) end_blank(level, true);
      tree_.append_text(level.element, xml_.text());
      break;
    case XmlReader::Event::end_element:
      if (!blank.empty()) end_blank(level, !level.has_elements || keeps_space(level.element));
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
  auto root = reader.read_element(xpath::kDocument);
  if (!root) return std::unexpected(root.error());
  if (xml.next() != XmlReader::Event::end_document) return std::unexpected(xml.error());
  return tree;
}

} // namespace pilotage::forms
