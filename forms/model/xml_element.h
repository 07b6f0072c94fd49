// A node of the form document, for reading: an element with its attributes, or a run of text. A thin view over an XmlDocument. Attributes
// and child elements are found by local name; where a namespace matters, it is asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "forms/model/xml_document.h"
#include "forms/xpath/name_hash.h"

namespace pilotage::forms {

class XmlElement {
public:
  using RowId = XmlDocument::RowId;
  // An element of its own: next() knows nothing beside it.
  XmlElement(const XmlDocument& document, RowId row) : XmlElement(document, row, document.end(row)) {}

  explicit operator bool() const { return row_ < limit_; }
  const XmlNames& names() const { return document_->names(); }
  bool is_text() const { return document_->kind(row_) == XmlDocument::Kind::text; }
  XmlNameId name_id() const { return document_->name(row_); }
  std::string_view name() const { return names().local(document_->name(row_)); }
  Namespace space() const { return names().space(document_->name(row_)); }
  // Elements in the XForms namespace, or in none where a document forgets to declare it.
  bool is(std::string_view name) const {
    return xpath::same_name(this->name(), name) && (space() == Namespace::xforms || space() == Namespace::none);
  }
  std::string description() const { return "<" + std::string(names().qualified(document_->name(row_))) + ">"; }

  // How many elements, attributes and runs of text it is made of.
  std::size_t rows() const { return document_->end(row_) - row_; }

  // The value of an attribute without prefix; "" where there is none.
  std::string_view attribute(std::string_view name) const { return find(name, Namespace::none).value_or(std::string_view()); }
  std::string_view attribute(std::string_view name, Namespace space) const { return find(name, space).value_or(std::string_view()); }
  std::optional<std::string_view> find(std::string_view name, Namespace space = Namespace::none) const {
    for (RowId at = row_ + 1; is_attribute(at); ++at) {
      const XmlNameId id = document_->name(at);
      if (xpath::same_name(names().local(id), name) && names().space(id) == space) return document_->text(at);
    }
    return std::nullopt;
  }
  // Calls visit(name, value); names() says what the name is.
  template <typename Visit>
  void each_attribute(Visit visit) const {
    for (RowId at = row_ + 1; is_attribute(at); ++at) visit(document_->name(at), document_->text(at));
  }
  bool has(std::string_view name, Namespace space = Namespace::none) const { return find(name, space).has_value(); }

  // What is in it, text as well as elements, and what comes after it in the same parent.
  XmlElement first_node() const {
    RowId at = row_ + 1;
    while (is_attribute(at)) ++at;
    return {*document_, at, document_->end(row_)};
  }
  XmlElement next_node() const { return {*document_, document_->end(row_), limit_}; }
  // The elements among them.
  XmlElement first_child() const { return first_node().or_next_element(); }
  XmlElement next() const { return next_node().or_next_element(); }
  XmlElement child(std::string_view name) const {
    XmlElement at = first_child();
    while (at && !at.is(name)) at = at.next();
    return at;
  }
  bool is_leaf() const { return document_->is_leaf(row_); }
  std::string_view text() const { return document_->text(row_); } // of a leaf or a run of text
  // All text that is in it.
  std::string whole_text() const {
    std::string text;
    for (RowId at = row_; at < document_->end(row_); ++at) {
      if (!is_attribute(at)) text += document_->text(at);
    }
    return text;
  }

private:
  XmlElement(const XmlDocument& document, RowId row, RowId limit) : document_(&document), row_(row), limit_(limit) {}
  bool is_attribute(RowId row) const { return row < document_->end(row_) && document_->kind(row) == XmlDocument::Kind::attribute; }
  XmlElement or_next_element() const {
    XmlElement at = *this;
    while (at && at.is_text()) at = at.next_node();
    return at;
  }

  const XmlDocument* document_;
  RowId row_;
  RowId limit_; // the end of the parent
};

} // namespace pilotage::forms
