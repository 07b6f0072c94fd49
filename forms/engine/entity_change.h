// What a response does to an entity: a thing that several forms are about, such as a tree or a household (ODK XForms, "Entities").
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pilotage::forms {

struct EntityChange {
  std::string list; // its dataset: the list that it belongs to
  std::string id;   // a UUID
  bool create = false;
  bool update = false;
  std::string base_version; // of an update: the version that the person saw
  std::string label;        // "": an update leaves it as it is
  std::vector<std::pair<std::string, std::string>> properties;
};

} // namespace pilotage::forms
