// What stands inside a start tag, and references in text: the slower part of XmlReader.
#include <algorithm>
#include <array>
#include <charconv>

#include "forms/model/xml_encoding.h"
#include "forms/model/xml_reader.h"
#include "forms/xpath/characters.h"

namespace pilotage::forms {

namespace {

constexpr std::size_t kMaxAttributes = 200;
constexpr std::size_t kMaxName = 1000;

// The bytes at which a value ends, or is not what is written: the quotes, "&" and white space but the blank.
constexpr std::array<bool, 256> stops() {
  std::array<bool, 256> bytes{};
  for (const char c : {'"', '\'', '&', '\r', '\n', '\t'}) bytes[static_cast<unsigned char>(c)] = true;
  return bytes;
}
constexpr auto kStops = stops();

} // namespace

bool XmlReader::read_attributes(bool& closed) {
  attributes_.clear();
  attribute_names_.clear();
  while (true) {
    const std::size_t before = at_;
    skip_space();
    if (at_ >= document_.size()) {
      fail(ErrorCode::malformed, "The document ends inside the tag <" + std::string(starting_) + ">.");
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
      fail(ErrorCode::malformed, "The tag <" + std::string(starting_) + "> is not written as XML has it.");
      return false;
    }
    if (!read_attribute()) return false;
  }
}

bool XmlReader::read_attribute() {
  const std::string_view qualified = read_name();
  skip_space();
  if (qualified.empty() || qualified.size() > kMaxName || at_ >= document_.size() || document_[at_] != '=') {
    fail(ErrorCode::malformed, "The tag <" + std::string(starting_) + "> has an attribute without a value.");
    return false;
  }
  ++at_;
  skip_space();
  const char quote = at_ < document_.size() ? document_[at_] : '\0';
  const bool quoted = quote == '"' || quote == '\'';
  const std::size_t start = at_ + 1;
  std::size_t end = start;
  while (quoted && end < document_.size() && !kStops[static_cast<unsigned char>(document_[end])]) ++end;
  const bool plain = quoted && end < document_.size() && document_[end] == quote;
  if (!plain) end = quoted ? document_.find(quote, end) : std::string_view::npos;
  if (end == std::string_view::npos) {
    fail(ErrorCode::malformed, "The value of the attribute " + std::string(qualified) + " is not closed by a quote.");
    return false;
  }
  std::string_view value = document_.substr(start, end - start);
  // "<" as it is has no place here by the letter of XML; forms are written with it all the same ([count < 5]), and every client takes them.
  if (!plain && !decode(value, true, value)) return false;
  at_ = end + 1;
  if (qualified.starts_with("xmlns") && (qualified.size() == 5 || qualified[5] == ':')) return declare_namespace(qualified, value);
  attributes_.push_back({kNoXmlName, value});
  attribute_names_.push_back(qualified);
  return true;
}

bool XmlReader::declare_namespace(std::string_view qualified, std::string_view uri) {
  const std::string_view prefix = qualified.size() == 5 ? std::string_view() : qualified.substr(6);
  const std::size_t depth = open_.size() + 1;
  const auto same = [&](const XmlNames::Declaration& other) { return other.depth == depth && other.prefix == prefix; };
  if (std::ranges::any_of(names_.declarations(), same)) {
    fail(ErrorCode::malformed, "The tag <" + std::string(starting_) + "> has the attribute " + std::string(qualified) + " twice.");
    return false;
  }
  if (names_.declare(prefix, uri, depth)) return true;
  fail(ErrorCode::limit_exceeded, "The document declares too many namespaces.");
  return false;
}

XmlReader::Event XmlReader::unresolved(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return fail(ErrorCode::limit_exceeded, "The document holds too many different names.");
  return fail(ErrorCode::malformed,
              "The prefix \"" + std::string(name.substr(0, colon)) + "\" of \"" + std::string(name) + "\" stands for no namespace.");
}

// Prefixes may be declared in the very tag that uses them: names get their meaning at its end.
bool XmlReader::resolve_attributes() {
  for (std::size_t i = 0; i < attributes_.size(); ++i) {
    attributes_[i].name = names_.intern(attribute_names_[i], XmlNames::Of::attribute);
    if (attributes_[i].name == kNoXmlName) {
      unresolved(attribute_names_[i]);
      return false;
    }
    if (!has_attribute_twice(i)) continue;
    fail(ErrorCode::malformed,
         "The tag <" + std::string(starting_) + "> has the attribute " + std::string(names_.local(attributes_[i].name)) + " twice.");
    return false;
  }
  return true;
}

// Whether that attribute is there before it, in whatever spelling.
bool XmlReader::has_attribute_twice(std::size_t last) const {
  const XmlNameId name = attributes_[last].name;
  for (std::size_t i = 0; i < last; ++i) {
    const XmlNameId other = attributes_[i].name;
    if (other == name || (names_.uri(other) == names_.uri(name) && names_.local(other) == names_.local(name))) return true;
  }
  return false;
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
