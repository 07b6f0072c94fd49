#include "sync/endpoint/central_roles.h"

#include <algorithm>
#include <array>
#include <string>

namespace pilotage::endpoint {

namespace {

constexpr std::array kRoles = {
    CentralRole{.id = 1, .name = "Administrator", .system = "admin", .role = Role::administrator, .everywhere = true},
    CentralRole{.id = 5, .name = "Project Manager", .system = "manager", .role = Role::coordinator, .everywhere = false},
    CentralRole{.id = 7, .name = "Project Viewer", .system = "viewer", .role = Role::viewer, .everywhere = false},
    CentralRole{.id = 8, .name = "Data Collector", .system = "formfill", .role = Role::collector, .everywhere = false},
};

} // namespace

std::span<const CentralRole> central_roles() { return kRoles; }

const CentralRole* central_role(std::string_view which) {
  const auto* found =
      std::ranges::find_if(kRoles, [&](const CentralRole& role) { return role.system == which || std::to_string(role.id) == which; });
  return found == kRoles.end() ? nullptr : found;
}

const CentralRole& central_role(Role role) { return *std::ranges::find(kRoles, role, &CentralRole::role); }

} // namespace pilotage::endpoint
