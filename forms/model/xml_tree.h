// XML into a Tree. White space between elements is left out; in mixed content, such as a label with <output>, it stays.
//
// A name without a prefix is in no namespace inside instances, whatever xmlns says there: that is how the expressions of forms
// are written (/data/name), and what every ODK client does. A prefixed one has its namespace.
#pragma once

#include <array>
#include <string_view>

#include "forms/error.h"
#include "forms/model/xml_reader.h"
#include "forms/xpath/name_table.h"
#include "forms/xpath/tree.h"

namespace pilotage::forms {

class TreeReader {
public:
  enum class Names {
    as_declared, // the vocabulary of a form
    as_written,  // an instance: without prefix is without namespace
  };

  TreeReader(XmlReader& xml, xpath::Tree& tree, xpath::NameTable& names) : xml_(xml), tree_(tree), names_(names) {}

  // Appends the element that the reader has just started, with all that it holds, below `parent`.
  Result<xpath::NodeId> read_element(xpath::NodeId parent, Names naming);
  // Appends the element with its attributes only.
  Result<xpath::NodeId> append_start(xpath::NodeId parent, Names naming);

  // How many nodes a tree may have: a document with more is refused.
  void limit_nodes(std::size_t most) { most_nodes_ = most; }

private:
  xpath::NameId name(std::string_view qualified, std::string_view prefix, std::string_view local, std::string_view uri, Names naming);
  bool keeps_space(xpath::NodeId element) const;

  struct Known {
    std::string_view qualified;
    const char* uri = nullptr;
    Names naming = Names::as_declared;
    xpath::NameId name = xpath::kNoName;
  };
  XmlReader& xml_;
  xpath::Tree& tree_;
  xpath::NameTable& names_;
  std::size_t most_nodes_ = 20'000'000;
  std::array<Known, 256> known_{};
};

// A whole document. `what` names it in errors.
Result<xpath::Tree> read_tree(std::string_view document, std::string what, xpath::NameTable& names);

} // namespace pilotage::forms
