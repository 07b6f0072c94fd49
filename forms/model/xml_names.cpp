#include "forms/model/xml_names.h"

#include <algorithm>

namespace pilotage::forms {

namespace {

constexpr std::size_t kMaxUris = 1'000;
constexpr std::size_t kMaxXmlNames = 1U << 20;

} // namespace

Namespace known_namespace(std::string_view uri) {
  static constexpr std::pair<std::string_view, Namespace> kKnown[] = {
      {"http://www.w3.org/2002/xforms", Namespace::xforms},        {"http://www.w3.org/1999/xhtml", Namespace::xhtml},
      {"http://openrosa.org/javarosa", Namespace::javarosa},       {"http://www.opendatakit.org/xforms", Namespace::odk},
      {"http://www.opendatakit.org/xforms/", Namespace::odk},      {"http://openrosa.org/xforms", Namespace::openrosa},
      {"http://openrosa.org/xforms/", Namespace::openrosa},        {"http://www.opendatakit.org/xforms/entities", Namespace::entities},
      {"http://www.w3.org/2001/XMLSchema", Namespace::xml_schema}, {"http://www.w3.org/2001/xml-events", Namespace::xml_events},
      {"http://www.w3.org/XML/1998/namespace", Namespace::xml},
  };
  if (uri.empty()) return Namespace::none;
  const auto* found = std::ranges::find(kKnown, uri, &std::pair<std::string_view, Namespace>::first);
  return found == std::end(kKnown) ? Namespace::other : found->second;
}

XmlNames::XmlNames() {
  declare("", "", 0);
  declare("xml", "http://www.w3.org/XML/1998/namespace", 0);
}

bool XmlNames::declare(std::string_view prefix, std::string_view uri, std::size_t depth) {
  const auto known = std::ranges::find(uris_, uri, &Uri::text);
  const auto number = static_cast<std::uint32_t>(known - uris_.begin());
  if (known == uris_.end()) {
    if (uris_.size() >= kMaxUris) return false;
    uris_.push_back({pool_.add(uri), known_namespace(uri)});
  }
  declarations_.push_back({prefix, number, ++last_scope_, depth});
  return true;
}

const XmlNames::Declaration* XmlNames::declaration(std::string_view prefix) const {
  for (std::size_t i = declarations_.size(); i > 0; --i) {
    if (declarations_[i - 1].prefix == prefix) return &declarations_[i - 1];
  }
  return nullptr;
}

XmlNameId XmlNames::find_or_add(std::string_view qualified, Of of) {
  const auto hash = static_cast<std::uint32_t>(xpath::name_hash(qualified));
  XmlNameId found = index_.find(hash, [&](XmlNameId id) { return is(id, qualified, of); });
  if (found == kNoXmlName) found = intern_anew(qualified, of, hash);
  if (found != kNoXmlName && last_ != kNoXmlName) entries_[static_cast<std::size_t>(last_)].follower = found;
  return last_ = found;
}

// Of a name that is new, or was not met since namespaces were declared: it may mean what it meant before.
XmlNameId XmlNames::intern_anew(std::string_view qualified, Of of, std::uint32_t hash) {
  Entry wanted{
      .text = qualified.data(), .length = static_cast<std::uint32_t>(qualified.size()), .local_at = 0, .uri = 0, .scope = 0, .of = of};
  if (!resolve(wanted)) return kNoXmlName;
  const XmlNameId known = index_.find(hash, [&](XmlNameId id) {
    const Entry& entry = entries_[static_cast<std::size_t>(id)];
    return entry.uri == wanted.uri && entry.of == of && xpath::same_name(entry.qualified(), qualified);
  });
  if (known == kNoXmlName) return add(wanted, hash);
  entries_[static_cast<std::size_t>(known)].scope = wanted.scope;
  return known;
}

// Finds out where the local name begins and what namespace it is in.
bool XmlNames::resolve(Entry& entry) const {
  const std::string_view qualified = entry.qualified();
  const std::size_t colon = qualified.find(':');
  entry.scope = declarations_.back().scope;
  if (colon == std::string_view::npos) {
    // Attributes without a prefix are in no namespace: that of number 0, which was declared first.
    entry.uri = entry.of == Of::attribute ? 0 : declaration({})->uri;
    return true;
  }
  const Declaration* found = declaration(qualified.substr(0, colon));
  if (found == nullptr || colon + 1 == qualified.size()) return false;
  entry.local_at = static_cast<std::uint32_t>(colon) + 1;
  entry.uri = found->uri;
  return true;
}

XmlNameId XmlNames::add(const Entry& entry, std::uint32_t hash) {
  if (entries_.size() >= kMaxXmlNames) return kNoXmlName;
  const auto id = static_cast<XmlNameId>(entries_.size());
  entries_.push_back(entry);
  index_.add(hash, id);
  return id;
}

} // namespace pilotage::forms
