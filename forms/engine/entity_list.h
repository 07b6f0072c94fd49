// A list of entities as a server hands it out with a form (a CSV attachment with the columns name, label and __version), and what responses
// on this machine have done to it since: without a network, a household that was registered in the morning is a choice in the afternoon.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "forms/engine/entity_change.h"
#include "forms/error.h"

namespace pilotage::forms {

class EntityList {
public:
  // "" is a list that nobody has put anything into. Errors: malformed, with the file's name.
  static Result<EntityList> read(std::string_view csv, std::string_view file);

  // Changes of other lists are passed over. One that the server knows already does nothing: a created entity that is in the list, an update
  // of a version before the one in the list.
  void apply(std::string_view list, const EntityChange& change);

  // The attachment as forms read it.
  std::string csv() const;

private:
  std::size_t column(std::string_view name);
  void set(std::vector<std::string>& row, std::string_view column_name, std::string_view value);

  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::unordered_map<std::string, std::size_t> row_of_; // by id, the column "name"
};

} // namespace pilotage::forms
