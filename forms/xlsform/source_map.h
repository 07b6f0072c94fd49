// Which cell of the workbook each part of the XForm came from, so that an error which the form engine finds in the
// XForm can be shown where the author can mend it.
//
// Filled by convert(), immutable afterwards; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "forms/error.h"
#include "forms/xlsform/message.h"

namespace pilotage::forms::xlsform {

class SourceMap {
public:
  // Remembers that this node of the instance ("/data/household/age") comes from this row. The sheet is "survey" by
  // whatever name the workbook calls it.
  void add_node(std::string path, std::string sheet, int row);
  // Remembers the cell of one property of the node: "relevant", "calculate", "constraint", "label", "choice_filter" …
  void add_property(std::string_view path, std::string_view property, std::string column);

  // The row of the node, and the column of the property where that is known.
  std::optional<Place> find(std::string_view path, std::string_view property = {}) const;

  // The place that an engine error is about: the longest known path named in its `where` or its message, and the
  // property named beside it.
  std::optional<Place> locate(const Error& error) const;

private:
  struct Node {
    std::string sheet;
    int row = 0;
    std::unordered_map<std::string, std::string> columns;
  };
  std::unordered_map<std::string, Node> nodes_;
};

} // namespace pilotage::forms::xlsform
