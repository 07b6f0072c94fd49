// XML into a Tree. White space between elements is left out; in mixed content, such as a label with <output>, it stays.
//
// A name without a prefix is in no namespace inside instances, whatever xmlns says there: that is how the expressions of forms
// are written (/data/name), and what every ODK client does. A prefixed one has its namespace.
#pragma once

#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/model/xml_reader.h"
#include "forms/xpath/name_table.h"
#include "forms/xpath/tree.h"

namespace pilotage::forms {

class TreeReader {
public:
  TreeReader(XmlReader& xml, xpath::Tree& tree, xpath::NameTable& names) : xml_(xml), tree_(tree), names_(names) {}

  // Appends the element that the reader has just started, with all that it holds, below `parent`.
  Result<xpath::NodeId> read_element(xpath::NodeId parent);

private:
  Result<xpath::NodeId> append_start(xpath::NodeId parent);
  xpath::NameId name(XmlNameId name);
  bool keeps_space(xpath::NodeId element) const;
  bool read_plain_content(xpath::NodeId element);

  XmlReader& xml_;
  xpath::Tree& tree_;
  xpath::NameTable& names_;
  std::vector<xpath::NameId> known_; // by XmlNameId
  bool has_room_ = false;
};

// A whole document. `what` names it in errors.
Result<xpath::Tree> read_tree(std::string_view document, std::string what, xpath::NameTable& names);

} // namespace pilotage::forms
