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
  // Whether a table looks like a list of entities: whether it has the columns.
  static bool is_one(std::string_view csv);

  // "" is a list that nobody has put anything into. Errors: malformed, with the file's name.
  static Result<EntityList> read(std::string_view csv, std::string_view file);

  // Changes of other lists are passed over. One that the server knows already does nothing: a created entity that is in the list, an update
  // of a version before the one in the list.
  void apply(std::string_view list, const EntityChange& change);

  // Whether the list as it was read shows this change, or one that has overtaken it.
  bool shows(const EntityChange& change) const;

  // Adds the columns __trunkVersion (of an entity as the list was read; "" where it was created here) and __branchId, the id by which the
  // server tells this laptop's changes since then from others'. The same laptop and trunk give the same id.
  void name_branches(std::string_view laptop);

  // The attachment as forms read it.
  std::string csv() const;

private:
  std::size_t column(std::string_view name);
  void set(std::vector<std::string>& row, std::string_view column_name, std::string_view value);

  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> trunks_;                     // by row: the version when it was read
  std::unordered_map<std::string, std::size_t> row_of_; // by id, the column "name"
};

} // namespace pilotage::forms
