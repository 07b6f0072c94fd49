#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

std::string_view name(Role role) {
  switch (role) {
  case Role::collector: return "collector";
  case Role::viewer: return "viewer";
  case Role::coordinator: return "coordinator";
  case Role::administrator: return "administrator";
  }
  return "collector";
}

std::optional<Role> role_named(std::string_view text) {
  for (const Role role : {Role::collector, Role::viewer, Role::coordinator, Role::administrator})
    if (name(role) == text) return role;
  return std::nullopt;
}

std::string_view name(FormState state) {
  switch (state) {
  case FormState::open: return "open";
  case FormState::closing: return "closing";
  case FormState::closed: return "closed";
  }
  return "closed";
}

std::optional<FormState> form_state_named(std::string_view text) {
  for (const FormState state : {FormState::open, FormState::closing, FormState::closed})
    if (name(state) == text) return state;
  return std::nullopt;
}

} // namespace pilotage::endpoint
