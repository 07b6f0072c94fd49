// XML text as a Tree, for tests: every node that XPath sees is kept, white space too.
#pragma once

#include <string_view>

#include "forms/xpath/tree.h"

namespace pilotage::forms::xpath {

// Throws std::runtime_error where the text is not XML.
Tree read_xml(std::string_view xml, NameTable& names);

// A node by its address: "/" is the document, "/1/6/@name" the attribute of the root element's sixth child (element, text or comment),
// "@{uri}name" one in a namespace. kNoNode where there is none.
NodeId node_at(const Tree& tree, const NameTable& names, std::string_view address);
std::string address_of(const Tree& tree, const NameTable& names, NodeId node);

} // namespace pilotage::forms::xpath
