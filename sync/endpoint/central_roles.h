// Our roles under the names and numbers by which ODK Central's API knows them. Pure functions.
#pragma once

#include <span>
#include <string_view>

#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

struct CentralRole {
  int id;
  std::string_view name;   // "Project Manager"
  std::string_view system; // "manager"
  Role role;
  bool everywhere; // is given for the whole server, not by project
};

std::span<const CentralRole> central_roles();
// By number or system name; null where there is none.
const CentralRole* central_role(std::string_view which);
const CentralRole& central_role(Role role);

} // namespace pilotage::endpoint
