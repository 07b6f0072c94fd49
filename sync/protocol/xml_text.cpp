#include "sync/protocol/xml_text.h"

#include "sync/protocol/names.h"

namespace pilotage::sync {

namespace {

bool is_forbidden(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r'; }

constexpr std::string_view kReplacement = "\xef\xbf\xbd"; // U+FFFD

} // namespace

std::string escape_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\n': out += "&#10;"; break;
    case '\t': out += "&#9;"; break;
    case '\r': out += "&#13;"; break;
    default:
      if (is_forbidden(c))
        out += kReplacement;
      else
        out += c;
    }
  }
  return out;
}

Result<void> parse_xml(pugi::xml_document& document, std::string_view xml, std::size_t max_bytes, std::string_view what,
                       std::string_view where) {
  const std::string place(where);
  if (xml.size() > max_bytes)
    return fail(ErrorCode::limit_exceeded, "The " + std::string(what) + " is larger than " + std::to_string(max_bytes >> 20) + " MB.",
                place);
  if (!is_utf8(xml)) return fail(ErrorCode::malformed, "The " + std::string(what) + " is not UTF-8 text.", place);
  const auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed)
    return fail(ErrorCode::malformed,
                "The " + std::string(what) + " is not well-formed XML (" + parsed.description() + " at byte " +
                    std::to_string(parsed.offset) + ").",
                place);
  return {};
}

std::string_view local_name(pugi::xml_node node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
  for (auto node : parent.children())
    if (node.type() == pugi::node_element && local_name(node) == name) return node;
  return {};
}

std::string text_of_child(pugi::xml_node parent, std::string_view name) {
  std::string text;
  for (auto node : child(parent, name).children())
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) text += node.value();
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return {};
  // pugixml lets control characters pass, which XML 1.0 forbids.
  std::string clean;
  for (char c : std::string_view(text).substr(first, text.find_last_not_of(kSpace) - first + 1)) {
    if (is_forbidden(c))
      clean += kReplacement;
    else
      clean += c;
  }
  return clean;
}

} // namespace pilotage::sync
