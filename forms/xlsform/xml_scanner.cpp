#include "forms/xlsform/xml_scanner.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace pilotage::forms::xlsform {
namespace {

constexpr std::size_t kPiece = std::size_t{64} * 1024;
// A tag or text beyond this is no spreadsheet's: Excel ends a cell at 32,767 characters.
constexpr std::size_t kLongestToken = std::size_t{4} * 1024 * 1024;
constexpr std::string_view kXmlSpaces = " \t\r\n";

void append_utf8(char32_t c, std::string& result) {
  if (c < 0x80) {
    result += static_cast<char>(c);
  } else if (c < 0x800) {
    result += static_cast<char>(0xC0U | (c >> 6U));
    result += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    result += static_cast<char>(0xE0U | (c >> 12U));
    result += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    result += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    result += static_cast<char>(0xF0U | (c >> 18U));
    result += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    result += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    result += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

// What stands between & and ;. False where it is no reference.
bool append_reference(std::string_view reference, std::string& result) {
  if (reference == "amp") return result += '&', true;
  if (reference == "lt") return result += '<', true;
  if (reference == "gt") return result += '>', true;
  if (reference == "quot") return result += '"', true;
  if (reference == "apos") return result += '\'', true;
  if (!reference.starts_with('#')) return false;
  reference.remove_prefix(1);
  const bool hexadecimal = reference.starts_with('x');
  if (hexadecimal) reference.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(reference.data(), reference.data() + reference.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc() || end != reference.data() + reference.size() || value > 0x10FFFF) return false;
  if (value == 0 || (value >= 0xD800 && value <= 0xDFFF)) return true;
  append_utf8(value, result);
  return true;
}

} // namespace

XmlScanner::XmlScanner(Source source) : source_(std::move(source)) {}

bool XmlScanner::fill() {
  if (source_ended_ || buffer_.size() - at_ > kLongestToken) return false;
  const std::size_t size = buffer_.size();
  buffer_.resize(size + kPiece);
  const std::size_t read = source_(buffer_.data() + size, kPiece);
  buffer_.resize(size + read);
  source_ended_ = read == 0;
  return read > 0;
}

std::size_t XmlScanner::find(std::string_view what, std::size_t from) {
  for (;;) {
    const std::size_t found = buffer_.find(what, from);
    if (found != std::string::npos) return found;
    from = std::max(from, buffer_.size() - std::min(buffer_.size(), what.size() - 1));
    if (!fill()) return std::string::npos;
  }
}

XmlScanner::Token XmlScanner::next() {
  std::optional<Token> token;
  while (!token) token = read_token();
  return *token;
}

std::optional<XmlScanner::Token> XmlScanner::read_token() {
  // What was read is dropped before anything new is looked at, so views into the buffer stay valid in between.
  if (at_ > kPiece) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  if (at_ >= buffer_.size() && !fill()) return Token::done;
  if (buffer_[at_] == '<') return read_tag();
  const std::size_t end = find("<", at_);
  literal_ = false;
  text_ = std::string_view(buffer_).substr(at_, end == std::string::npos ? end : end - at_);
  at_ += text_.size();
  return Token::text;
}

std::optional<XmlScanner::Token> XmlScanner::skip_declaration(std::size_t start, std::string_view closing) {
  const std::size_t end = find(closing, start);
  if (end == std::string::npos) return Token::damaged;
  at_ = end + closing.size();
  return std::nullopt;
}

std::optional<XmlScanner::Token> XmlScanner::read_tag() {
  while (buffer_.size() - at_ < 9 && fill()) {}
  const std::string_view ahead = std::string_view(buffer_).substr(at_);
  if (ahead.starts_with("<?")) return skip_declaration(at_, "?>");
  if (ahead.starts_with("<!--")) return skip_declaration(at_ + 4, "-->");
  if (ahead.starts_with("<![CDATA[")) {
    const std::size_t end = find("]]>", at_);
    if (end == std::string::npos) return Token::damaged;
    text_ = std::string_view(buffer_).substr(at_ + 9, end - at_ - 9);
    literal_ = true;
    at_ = end + 3;
    return Token::text;
  }
  if (ahead.starts_with("<!")) return Token::damaged;
  const std::size_t end = find(">", at_);
  if (end == std::string::npos) return Token::damaged;
  std::string_view tag = std::string_view(buffer_).substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
  const bool closing = tag.starts_with('/');
  if (closing) tag.remove_prefix(1);
  empty_element_ = !closing && tag.ends_with('/');
  if (empty_element_) tag.remove_suffix(1);
  const std::size_t space = tag.find_first_of(kXmlSpaces);
  name_ = tag.substr(0, space);
  attributes_ = space == std::string_view::npos ? std::string_view() : tag.substr(space);
  const std::size_t colon = name_.find(':');
  if (colon != std::string_view::npos) name_.remove_prefix(colon + 1);
  return closing ? Token::end : Token::start;
}

std::optional<std::string_view> XmlScanner::attribute(std::string_view name) const {
  std::string_view rest = attributes_;
  for (;;) {
    const std::size_t start = rest.find_first_not_of(kXmlSpaces);
    if (start == std::string_view::npos) return std::nullopt;
    const std::size_t equals = rest.find('=', start);
    if (equals == std::string_view::npos) return std::nullopt;
    const std::size_t open = rest.find_first_of("\"'", equals);
    if (open == std::string_view::npos) return std::nullopt;
    const std::size_t close = rest.find(rest[open], open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    if (rest.substr(start, equals - start) == name) return rest.substr(open + 1, close - open - 1);
    rest.remove_prefix(close + 1);
  }
}

void append_decoded(std::string_view text, std::string& result) {
  for (;;) {
    const std::size_t ampersand = text.find('&');
    result += text.substr(0, ampersand);
    if (ampersand == std::string_view::npos) return;
    const std::size_t end = text.find(';', ampersand);
    if (end == std::string_view::npos || !append_reference(text.substr(ampersand + 1, end - ampersand - 1), result)) {
      result += '&';
      text.remove_prefix(ampersand + 1);
    } else {
      text.remove_prefix(end + 1);
    }
  }
}

} // namespace pilotage::forms::xlsform
