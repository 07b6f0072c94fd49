// Reads an XML document from front to back, an event at a time: the start of an element with its attributes, text, the
// end of an element. It keeps no tree, so that a secondary instance of a hundred thousand items costs only what is made
// of it. Namespaces are resolved. There are no external entities and none that a document defines itself; depth and the
// number of attributes are bounded. Names and values are views into the document, or into the reader where they had to be decoded,
// and those hold until the next event.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::forms {

// The namespaces that mean something in a form. Any other one is `other`, and told apart by its URI.
enum class Namespace : std::uint8_t { none, xforms, xhtml, javarosa, odk, openrosa, entities, xml_schema, xml_events, xml, other };

Namespace known_namespace(std::string_view uri);

struct XmlAttribute {
  Namespace space = Namespace::none;
  std::string_view name; // without prefix
  std::string_view value;
  std::string_view prefix;
  std::string_view uri;
};

class XmlReader {
public:
  enum class Event { start_element, end_element, text, end_document, failed };

  // `what` names the document in errors: "the form", "towns.xml".
  explicit XmlReader(std::string_view document, std::string what);

  Event next();
  Error error() const; // after `failed`
  // An error of the caller's at the place where the reader is now.
  Error error_here(ErrorCode code, std::string message) const;

  // Of the element that starts or ends.
  Namespace space() const { return open_.back().space; }
  std::string_view name() const { return open_.back().local; }
  std::string_view qualified_name() const { return open_.back().qualified; }
  std::string_view uri() const { return open_.back().uri; }
  std::string_view prefix() const { return open_.back().prefix; }
  std::span<const XmlAttribute> attributes() const { return attributes_; }
  const XmlAttribute* attribute(std::string_view name, Namespace space = Namespace::none) const;
  // Of a text event, references resolved. White space between elements comes as text too.
  std::string_view text() const { return text_; }
  // True where text() or an attribute's value is not a view into the document, and goes with the next event.
  bool owns(std::string_view view) const { return view.data() < document_.data() || view.data() > document_.data() + document_.size(); }
  std::size_t depth() const { return open_.size(); }
  int line() const;

  // After start_element: passes over the element with all that it holds. False after a failure.
  bool skip_element();

  // Prefixes in scope that the document declared, innermost last: what a serialiser must declare again.
  struct Declaration {
    std::string_view prefix, uri;
    Namespace space;
    std::size_t depth;
  };
  std::span<const Declaration> declarations() const { return declarations_; }

private:
  struct Open {
    std::string_view qualified, local, uri, prefix;
    Namespace space;
  };
  Event fail(ErrorCode code, std::string message);
  Event start_element();
  Event end_element();
  Event character_data();
  Event cdata();
  bool skip_comment_or_instruction();
  bool read_attributes(bool& closed);
  bool read_attribute();
  bool declare_namespace(const XmlAttribute& attribute);
  bool resolve_names();
  const Declaration* declaration(std::string_view prefix) const;
  std::string_view read_name();
  bool decode(std::string_view raw, bool attribute, std::string_view& into);
  bool append_reference(std::string_view raw, std::size_t& at, std::string& into);
  void skip_space();

  std::string what_;
  std::shared_ptr<std::string> transcoded_; // where the document was not UTF-8
  std::string_view document_;
  std::size_t at_ = 0;
  std::vector<Open> open_;
  std::vector<XmlAttribute> attributes_;
  std::vector<Declaration> declarations_;
  std::deque<std::string> decoded_;
  std::deque<std::string> kept_uris_;
  std::string_view text_;
  bool pop_ = false; // the element that ended goes with the next event
  bool self_closed_ = false;
  bool seen_root_ = false;
  bool failed_ = false;
  Error error_;
};

} // namespace pilotage::forms
