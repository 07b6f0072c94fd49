#include "sync/endpoint/central_roles.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace pilotage::endpoint {

namespace {

constexpr std::array kRoles = {
    CentralRole{.id = 1, .name = "Administrator", .system = "admin", .role = Role::administrator, .scope = CentralRole::Scope::server},
    CentralRole{.id = 5, .name = "Project Manager", .system = "manager", .role = Role::coordinator, .scope = CentralRole::Scope::project},
    CentralRole{.id = 7, .name = "Project Viewer", .system = "viewer", .role = Role::viewer, .scope = CentralRole::Scope::project},
    CentralRole{.id = 8, .name = "Data Collector", .system = "formfill", .role = Role::collector, .scope = CentralRole::Scope::project},
    CentralRole{.id = 2, .name = "App User", .system = "app-user", .role = Role::collector, .scope = CentralRole::Scope::form},
};

constexpr std::array<std::string_view, 3> kCollects = {"open_form.list", "open_form.read", "submission.create"};
constexpr std::array<std::string_view, 1> kCollectsInPerson = {"project.read"};
constexpr std::array<std::string_view, 6> kViews = {"project.read",    "form.list",       "form.read",
                                                    "submission.list", "submission.read", "submission.update"};
constexpr std::array<std::string_view, 12> kManages = {"submission.create", "project.update",   "project.delete",   "form.create",
                                                       "form.update",       "form.delete",      "assignment.list",  "assignment.create",
                                                       "assignment.delete", "field_key.create", "field_key.delete", "field_key.list"};
constexpr std::array<std::string_view, 8> kAdministers = {"project.create", "project.list", "user.create", "user.list",
                                                          "user.read",      "user.update",  "user.delete", "audit.read"};

} // namespace

std::vector<std::string_view> central_verbs(const CentralRole& role) {
  std::vector<std::string_view> verbs;
  const auto add = [&](std::span<const std::string_view> more) {
    for (const std::string_view verb : more) verbs.push_back(verb);
  };
  if (role.role == Role::collector) {
    add(kCollects);
    if (role.scope == CentralRole::Scope::project) add(kCollectsInPerson);
    return verbs;
  }
  add(kViews);
  if (role.role == Role::viewer) return verbs;
  add(kManages);
  if (role.role == Role::administrator) add(kAdministers);
  return verbs;
}

std::vector<std::string_view> verbs_in(std::span<const Grant> grants, ProjectId project) {
  std::set<std::string_view> verbs;
  for (const Grant& grant : grants)
    if (grant.project == project || grant.project == 0)
      for (const std::string_view verb : central_verbs(central_role(grant.role))) verbs.insert(verb);
  return {verbs.begin(), verbs.end()};
}

std::span<const CentralRole> central_roles() { return kRoles; }

const CentralRole* central_role(std::string_view which) {
  const auto* found =
      std::ranges::find_if(kRoles, [&](const CentralRole& role) { return role.system == which || std::to_string(role.id) == which; });
  return found == kRoles.end() ? nullptr : found;
}

const CentralRole& central_role(Role role) { return *std::ranges::find(kRoles, role, &CentralRole::role); }

} // namespace pilotage::endpoint
