// What stands inside a start tag, and references in text: the slower part of XmlReader.
#include <algorithm>
#include <charconv>

#include "forms/model/xml_encoding.h"
#include "forms/model/xml_reader.h"
#include "forms/xpath/characters.h"

namespace pilotage::forms {

namespace {

constexpr std::size_t kMaxAttributes = 200;
constexpr std::size_t kMaxName = 1000;

std::pair<std::string_view, std::string_view> split(std::string_view qualified) {
  const std::size_t colon = qualified.find(':');
  if (colon == std::string_view::npos) return {{}, qualified};
  return {qualified.substr(0, colon), qualified.substr(colon + 1)};
}

} // namespace

bool XmlReader::read_attributes(bool& closed) {
  attributes_.clear();
  while (true) {
    const std::size_t before = at_;
    skip_space();
    if (at_ >= document_.size()) {
      fail(ErrorCode::malformed, "The document ends inside the tag <" + std::string(qualified_name()) + ">.");
      return false;
    }
    if (document_[at_] == '>') {
      ++at_;
      closed = false;
      return true;
    }
    if (document_[at_] == '/' && at_ + 1 < document_.size() && document_[at_ + 1] == '>') {
      at_ += 2;
      closed = true;
      return true;
    }
    if (before == at_ || attributes_.size() >= kMaxAttributes) {
      fail(ErrorCode::malformed, "The tag <" + std::string(qualified_name()) + "> is not written as XML has it.");
      return false;
    }
    if (!read_attribute()) return false;
  }
}

bool XmlReader::read_attribute() {
  const std::string_view qualified = read_name();
  skip_space();
  if (qualified.empty() || qualified.size() > kMaxName || at_ >= document_.size() || document_[at_] != '=') {
    fail(ErrorCode::malformed, "The tag <" + std::string(qualified_name()) + "> has an attribute without a value.");
    return false;
  }
  ++at_;
  skip_space();
  const char quote = at_ < document_.size() ? document_[at_] : '\0';
  const std::size_t end = quote == '"' || quote == '\'' ? document_.find(quote, at_ + 1) : std::string_view::npos;
  if (end == std::string_view::npos) {
    fail(ErrorCode::malformed, "The value of the attribute " + std::string(qualified) + " is not closed by a quote.");
    return false;
  }
  const std::string_view raw = document_.substr(at_ + 1, end - at_ - 1);
  XmlAttribute attribute;
  std::tie(attribute.prefix, attribute.name) = split(qualified);
  // "<" as it is has no place here by the letter of XML; forms are written with it all the same ([count < 5]), and every client takes them.
  if (!decode(raw, true, attribute.value)) return false;
  at_ = end + 1;
  if (qualified == "xmlns" || attribute.prefix == "xmlns") return declare_namespace(attribute);
  attributes_.push_back(attribute);
  return true;
}

bool XmlReader::declare_namespace(const XmlAttribute& attribute) {
  const std::string_view prefix = attribute.prefix.empty() ? std::string_view() : attribute.name;
  // The URI outlives the event: it is a view into the document unless it had to be decoded, and then it is kept.
  std::string_view uri = attribute.value;
  if (owns(uri)) uri = kept_uris_.emplace_back(uri);
  declarations_.push_back({prefix, uri, known_namespace(uri), open_.size()});
  return true;
}

const XmlReader::Declaration* XmlReader::declaration(std::string_view prefix) const {
  for (std::size_t i = declarations_.size(); i > 0; --i) {
    if (declarations_[i - 1].prefix == prefix) return &declarations_[i - 1];
  }
  return nullptr;
}

bool XmlReader::resolve_names() {
  Open& element = open_.back();
  const auto [prefix, local] = split(element.qualified);
  const Declaration* found = declaration(prefix);
  for (XmlAttribute& attribute : attributes_) {
    if (attribute.prefix.empty()) continue;
    const Declaration* space = declaration(attribute.prefix);
    if (space == nullptr) {
      fail(ErrorCode::malformed, "The prefix \"" + std::string(attribute.prefix) + "\" stands for no namespace.");
      return false;
    }
    attribute.space = space->space;
    attribute.uri = space->uri;
  }
  if (found == nullptr || local.empty()) {
    fail(ErrorCode::malformed,
         "The prefix \"" + std::string(prefix) + "\" of <" + std::string(element.qualified) + "> stands for no namespace.");
    return false;
  }
  element.local = local;
  element.prefix = prefix;
  element.space = found->space;
  element.uri = found->uri;
  for (std::size_t i = 1; i < attributes_.size(); ++i) {
    const XmlAttribute& a = attributes_[i];
    auto same = [&](const XmlAttribute& b) { return a.name == b.name && a.uri == b.uri; };
    if (std::any_of(attributes_.begin(), attributes_.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      fail(ErrorCode::malformed, "The tag <" + std::string(element.qualified) + "> has the attribute " + std::string(a.name) + " twice.");
      return false;
    }
  }
  return true;
}

bool XmlReader::decode(std::string_view raw, bool attribute, std::string_view& into) {
  std::size_t at = 0;
  while (at < raw.size() && raw[at] != '&' && raw[at] != '\r' && !(attribute && (raw[at] == '\n' || raw[at] == '\t'))) ++at;
  if (at == raw.size()) {
    into = raw;
    return true;
  }
  std::string& text = decoded_.emplace_back(raw.substr(0, at));
  while (at < raw.size()) {
    const char c = raw[at];
    if (c == '&') {
      if (!append_reference(raw, at, text)) return false;
      continue;
    }
    ++at;
    // XML 1.0, 2.11 and 3.3.3: line ends are one line feed, and in an attribute white space is a blank.
    if (c == '\r') {
      if (at < raw.size() && raw[at] == '\n') ++at;
      text.push_back(attribute ? ' ' : '\n');
    } else {
      text.push_back(attribute && xpath::is_xml_space(c) ? ' ' : c);
    }
  }
  into = text;
  return true;
}

bool XmlReader::append_reference(std::string_view raw, std::size_t& at, std::string& into) {
  const std::size_t end = raw.find(';', at);
  const std::string_view name = end == std::string_view::npos ? std::string_view() : raw.substr(at + 1, end - at - 1);
  static constexpr std::pair<std::string_view, char> kNamed[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  const auto* named = std::ranges::find(kNamed, name, &std::pair<std::string_view, char>::first);
  bool good = true;
  if (named != std::end(kNamed)) {
    into.push_back(named->second);
  } else if (name.starts_with('#')) {
    const bool hexadecimal = name.starts_with("#x");
    const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
    std::uint32_t code = 0;
    const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
    good = error == std::errc() && rest == digits.data() + digits.size() && append_utf8(code, into);
  } else {
    good = false;
  }
  if (!good) {
    fail(ErrorCode::malformed,
         "\"&" + std::string(name.substr(0, 40)) + ";\" is not a reference that XML knows. Write &amp; for an ampersand.");
    return false;
  }
  at = end + 1;
  return true;
}

} // namespace pilotage::forms
