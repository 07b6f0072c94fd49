// The names of elements and attributes in one XML document, each once: small numbers that whoever reads the document can tell apart, and
// keep what a name means to him by. The same spelling in different namespaces is two names; so is an element's and an attribute's.
//
// Prefixes are resolved here: declarations come and go with the elements that bear them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/large_pages.h"
#include "forms/string_pool.h"
#include "forms/xpath/name_hash.h"
#include "forms/xpath/name_index.h"

namespace pilotage::forms {

// The namespaces that mean something in a form. Any other one is `other`, and told apart by its URI.
enum class Namespace : std::uint8_t { none, xforms, xhtml, javarosa, odk, openrosa, entities, xml_schema, xml_events, xml, other };

Namespace known_namespace(std::string_view uri);

using XmlNameId = std::int32_t;
inline constexpr XmlNameId kNoXmlName = -1;

class XmlNames {
public:
  enum class Of : std::uint8_t { element, attribute };

  // A prefix in scope; "" is the namespace of elements without one.
  struct Declaration {
    std::string_view prefix;
    std::uint32_t uri;   // uri_text()
    std::uint32_t scope; // another one for each declaration
    std::size_t depth;   // of the element that bears it
  };

  XmlNames();

  // `qualified` and `prefix` must outlive the names; a URI is copied. False: there are more namespaces than any document has.
  bool declare(std::string_view prefix, std::string_view uri, std::size_t depth);
  // Forgets what elements deeper than `depth` have declared.
  void leave(std::size_t depth) {
    while (declarations_.back().depth > depth) declarations_.pop_back();
  }
  std::span<const Declaration> declarations() const { return declarations_; }

  // The number of a name as it stands in the document. kNoXmlName: its prefix is not declared, there is nothing behind the prefix, or the
  // document has more names than is safe.
  XmlNameId intern(std::string_view qualified, Of of) {
    // Documents repeat themselves: the name that came after the last one before is looked at first.
    const XmlNameId guess = last_ == kNoXmlName ? kNoXmlName : entries_[static_cast<std::size_t>(last_)].follower;
    if (guess != kNoXmlName && is(guess, qualified, of)) return last_ = guess;
    return find_or_add(qualified, of);
  }

  std::size_t size() const { return entries_.size(); }
  std::string_view qualified(XmlNameId id) const { return entry(id).qualified(); }
  std::string_view local(XmlNameId id) const { return entry(id).qualified().substr(entry(id).local_at); }
  std::string_view prefix(XmlNameId id) const {
    const Entry& of = entry(id);
    return {of.text, of.local_at == 0 ? 0 : of.local_at - 1U};
  }
  std::uint32_t uri(XmlNameId id) const { return entry(id).uri; }
  Namespace space(XmlNameId id) const { return uris_[entry(id).uri].space; }
  std::string_view uri_text(std::uint32_t uri) const { return uris_[uri].text; }

private:
  struct Entry {
    const char* text; // in the document
    std::uint32_t length;
    std::uint32_t local_at; // past the prefix and its colon
    std::uint32_t uri;
    std::uint32_t scope; // the last one in which it was found to mean this
    Of of;
    XmlNameId follower = kNoXmlName; // what was asked for after it the last time
    std::string_view qualified() const { return {text, length}; }
  };
  struct Uri {
    std::string_view text;
    Namespace space;
  };
  const Entry& entry(XmlNameId id) const { return entries_[static_cast<std::size_t>(id)]; }
  // Whether that is the name, in the scope that is open.
  bool is(XmlNameId id, std::string_view qualified, Of of) const {
    const Entry& known = entry(id);
    return known.scope == declarations_.back().scope && known.of == of && xpath::same_name(known.qualified(), qualified);
  }
  XmlNameId find_or_add(std::string_view qualified, Of of);
  const Declaration* declaration(std::string_view prefix) const;
  XmlNameId intern_anew(std::string_view qualified, Of of, std::uint32_t hash);
  bool resolve(Entry& entry) const;
  XmlNameId add(const Entry& entry, std::uint32_t hash);

  std::vector<Declaration> declarations_;
  std::uint32_t last_scope_ = 0;
  std::vector<Uri> uris_;
  StringPool pool_; // their texts
  LargeVector<Entry> entries_;
  xpath::NameIndex index_;
  XmlNameId last_ = kNoXmlName; // that was asked for
};

} // namespace pilotage::forms
