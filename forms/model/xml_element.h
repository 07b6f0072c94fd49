// An element of the form document, for reading: a thin view over a Tree and its names. Attributes and child elements are
// found by local name; where a namespace matters, it is asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "forms/model/xml_reader.h"
#include "forms/xpath/tree.h"

namespace pilotage::forms {

class XmlElement {
public:
  XmlElement(const xpath::Tree& tree, const xpath::NameTable& names, xpath::NodeId id) : tree_(&tree), names_(&names), id_(id) {}

  explicit operator bool() const { return id_ != xpath::kNoNode; }
  xpath::NodeId id() const { return id_; }
  std::string_view name() const { return names_->local(tree_->name(id_)); }
  Namespace space() const { return known_namespace(names_->uri(tree_->name(id_))); }
  // Elements in the XForms namespace, or in none where a document forgets to declare it.
  bool is(std::string_view name) const { return this->name() == name && (space() == Namespace::xforms || space() == Namespace::none); }
  std::string description() const {
    return "<" + (tree_->prefix(id_).empty() ? "" : std::string(tree_->prefix(id_)) + ":") + std::string(name()) + ">";
  }

  // The value of an attribute without prefix; "" where there is none.
  std::string_view attribute(std::string_view name) const { return find(name, Namespace::none).value_or(std::string_view()); }
  std::string_view attribute(std::string_view name, Namespace space) const { return find(name, space).value_or(std::string_view()); }
  std::optional<std::string_view> find(std::string_view name, Namespace space = Namespace::none) const {
    for (xpath::NodeId at = tree_->first_attribute(id_); at != xpath::kNoNode; at = tree_->next_attribute(at)) {
      if (names_->local(tree_->name(at)) == name && known_namespace(names_->uri(tree_->name(at))) == space) return tree_->text(at);
    }
    return std::nullopt;
  }
  // Calls visit(name, namespace, value).
  template <typename Visit>
  void each_attribute(Visit visit) const {
    for (xpath::NodeId at = tree_->first_attribute(id_); at != xpath::kNoNode; at = tree_->next_attribute(at)) {
      const xpath::NameId name = tree_->name(at);
      visit(names_->local(name), names_->uri_id(name) == 0 ? Namespace::none : known_namespace(names_->uri(name)), tree_->text(at));
    }
  }
  bool has(std::string_view name, Namespace space = Namespace::none) const { return find(name, space).has_value(); }

  XmlElement first_child() const { return skip_to_element(tree_->first_child(id_)); }
  XmlElement next() const { return skip_to_element(tree_->next_sibling(id_)); }
  XmlElement child(std::string_view name) const {
    XmlElement at = first_child();
    while (at && !at.is(name)) at = at.next();
    return at;
  }
  std::size_t child_count(std::string_view name) const {
    std::size_t count = 0;
    for (XmlElement at = first_child(); at; at = at.next()) count += at.name() == name ? 1 : 0;
    return count;
  }
  bool is_leaf() const { return tree_->is_leaf(id_); }
  std::string_view text() const { return tree_->text(id_); } // of a leaf
  const xpath::Tree& tree() const { return *tree_; }

private:
  XmlElement skip_to_element(xpath::NodeId at) const {
    while (at != xpath::kNoNode && !tree_->is_element(at)) at = tree_->next_sibling(at);
    return {*tree_, *names_, at};
  }
  const xpath::Tree* tree_;
  const xpath::NameTable* names_;
  xpath::NodeId id_;
};

} // namespace pilotage::forms
