// The little XML that OpenRosa's messages need, for this folder only: escaping on the way out, bounded parsing and look-up by
// local name on the way in. Servers differ in prefixes and default namespaces, so names are compared without their prefix.
#pragma once

#include "forms/error.h"

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace pilotage::sync {

// Text for element content and attribute values. Characters that XML 1.0 forbids become U+FFFD.
std::string escape_xml(std::string_view text);

// Parses into `document`. `what` names the message in the error: "form list".
Result<void> parse_xml(pugi::xml_document& document, std::string_view xml, std::size_t max_bytes, std::string_view what,
                       std::string_view where);

std::string_view local_name(pugi::xml_node node);

// The first child element with that local name, or a null node.
pugi::xml_node child(pugi::xml_node parent, std::string_view name);

// Its text without the white space around it; what XML 1.0 forbids becomes U+FFFD.
std::string text_of_child(pugi::xml_node parent, std::string_view name);

} // namespace pilotage::sync
