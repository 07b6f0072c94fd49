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
  // Remembers that this node of the instance ("/data/household/age") comes from this row.
  void add_node(std::string path, std::string_view sheet, int row);
  // Remembers under which header the author writes a property: "relevant" stands under "relevance".
  void add_column(std::string property, std::string_view header);
  // Remembers that what the engine calls "calculate" (or "setvalue" …) of this one node stands under another header than
  // usually: a repeat's count, an entity's condition.
  void add_cell(std::string_view path, std::string_view role, std::string_view header);

  // The row of the node, and the header of the property where that is known.
  std::optional<Place> find(std::string_view path, std::string_view property = {}) const;

  // The place that an engine error is about: the longest known path named in its `where` or its message, and the
  // property named beside it.
  std::optional<Place> locate(const Error& error) const;

private:
  struct Row {
    std::string sheet;
    int number = 0;
  };
  std::unordered_map<std::string, Row> rows_;
  // The header of what an error's `where` calls "relevant of /data/age".
  std::string header_of(std::string_view path, std::string_view role) const;

  std::unordered_map<std::string, std::string> headers_;
  std::unordered_map<std::string, std::string> cells_; // by role and path: "calculate of /data/people_count"
};

} // namespace pilotage::forms::xlsform
