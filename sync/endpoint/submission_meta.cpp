#include "sync/endpoint/submission_meta.h"

#include <pugixml.hpp>

#include "sync/endpoint/xml_check.h"

namespace pilotage::endpoint {

namespace {

pugi::xml_node child_called(pugi::xml_node parent, std::string_view name) {
  return parent.find_child([name](pugi::xml_node child) { return local_name(child.name()) == name; });
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

} // namespace

std::string meta_value(std::string_view xml, std::string_view element) {
  if (xml.find(element) == std::string_view::npos) return {}; // most forms name nothing: their responses need not be parsed
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8)) return {};
  return std::string(without_blanks(child_called(child_called(document.document_element(), "meta"), element).text().get()));
}

} // namespace pilotage::endpoint
