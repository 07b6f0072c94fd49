// Our roles under the names and numbers by which ODK Central's API knows them. Pure functions.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sync/endpoint/storage/account_records.h"

namespace pilotage::endpoint {

struct CentralRole {
  int id;
  std::string_view name;   // "Project Manager"
  std::string_view system; // "manager"
  Role role;
  enum class Scope { server, project, form };
  Scope scope; // what it is given for
};

// What the role may do, in Central's words: "submission.read", …
std::vector<std::string_view> central_verbs(const CentralRole& role);
// Of a person with these roles, in this project; 0: on the whole server.
std::vector<std::string_view> verbs_in(std::span<const Grant> grants, ProjectId project);

std::span<const CentralRole> central_roles();
// By number or system name; null where there is none.
const CentralRole* central_role(std::string_view which);
const CentralRole& central_role(Role role); // that of a person

} // namespace pilotage::endpoint
