// Reads an XML document from front to back, an event at a time: the start of an element with its attributes, text, the
// end of an element. It keeps no tree, so that a secondary instance of a hundred thousand items costs only what is made
// of it. Namespaces are resolved. There are no external entities and none that a document defines itself; depth and the
// number of attributes are bounded. Names and values are views into the document, or into the reader where they had to be decoded,
// and those hold until the next event.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/model/xml_names.h"

namespace pilotage::forms {

struct XmlAttribute {
  XmlNameId name = kNoXmlName;
  std::string_view value;
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

  // Every name that was met so far. Holds as long as the reader does.
  const XmlNames& names() const { return names_; }

  // Of the element that starts or ends.
  XmlNameId name_id() const { return open_.back(); }
  std::string_view name() const { return names_.local(open_.back()); }
  std::string_view qualified_name() const { return names_.qualified(open_.back()); }
  std::span<const XmlAttribute> attributes() const { return attributes_; }
  // The value of an attribute without prefix; nullopt where there is none.
  std::optional<std::string_view> attribute(std::string_view name) const;
  // Of a text event, references resolved. White space between elements comes as text too.
  std::string_view text() const { return text_; }
  // The document as it is read: in UTF-8. Names and most texts are views of it.
  std::string_view document() const { return document_; }
  // Whether a text or a value lies in the document. If not, it goes with the next event.
  bool is_in_document(std::string_view view) const {
    return !std::less<>()(view.data(), document_.data()) && !std::less<>()(document_.data() + document_.size(), view.data() + view.size());
  }
  // How many bytes come after where it is now.
  std::size_t bytes_left() const { return document_.size() - at_; }
  std::size_t depth() const { return open_.size(); }
  int line() const;

  // After start_element: where the element holds nothing, or nothing but text as it is written, reads to its end and gives that text.
  // nullopt: it holds more, and nothing was read.
  std::optional<std::string_view> plain_content();
  // After start_element: passes over the element with all that it holds. False after a failure.
  bool skip_element();

private:
  [[gnu::cold]] Event fail(ErrorCode code, std::string message);
  Event start_element();
  Event end_element();
  Event character_data();
  // Whether there is a reference or a carriage return among these bytes. Asked from the front of the document to its back.
  bool must_decode(std::size_t from, std::size_t to) {
    if (reference_at_ < from || return_at_ < from) look_ahead(from);
    return reference_at_ < to || return_at_ < to;
  }
  void look_ahead(std::size_t from);
  bool ends_here(std::size_t at) const;
  void leave_element();
  Event cdata();
  bool skip_comment_or_instruction();
  bool read_attributes(bool& closed);
  bool read_attribute();
  bool declare_namespace(std::string_view qualified, std::string_view uri);
  bool resolve_attributes();
  [[gnu::cold]] Event unresolved(std::string_view name);
  bool has_attribute_twice(std::size_t last) const;
  std::string_view read_name();
  bool decode(std::string_view raw, bool attribute, std::string_view& into);
  bool append_reference(std::string_view raw, std::size_t& at, std::string& into);
  void skip_space();

  std::string what_;
  std::shared_ptr<std::string> transcoded_; // where the document was not UTF-8
  std::string_view document_;
  std::size_t at_ = 0;
  XmlNames names_;
  std::vector<XmlNameId> open_;
  std::string_view starting_; // the element whose tag is being read, until its name can be resolved
  std::vector<XmlAttribute> attributes_;
  std::vector<std::string_view> attribute_names_; // as they are written
  std::deque<std::string> decoded_;
  std::string_view text_;
  // What comes before anything more is read: the end of an element that closed itself, or taking an element that has ended off `open_`.
  enum class Pending : std::uint8_t { nothing, end_element, pop, failure };
  Pending pending_ = Pending::nothing;
  bool seen_root_ = false;
  // The first "&" and the first carriage return from here on, or where they were when they were last looked for.
  std::size_t reference_at_ = 0;
  std::size_t return_at_ = 0;
  Error error_;
};

} // namespace pilotage::forms
