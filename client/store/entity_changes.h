// What finalized responses on this laptop have done to entities, until the server's lists show it: without a network, a household that
// was registered in the morning is a choice in the afternoon. A list is the attachment LIST.csv of the project's forms.
//
// For the parts of this folder only: the functions run inside their transactions and throw Failure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "client/store/ids.h"
#include "client/store/store.h"
#include "forms/engine/entity_change.h"
#include "forms/model/form_definition.h"

namespace pilotage::store {

class EntityChanges {
public:
  EntityChanges(Store& store, ProjectId project) : store_(store), project_(project) {}

  void add(std::span<const forms::EntityChange> changes);

  // Makes the lists among a form's attachments those that this laptop knows; adds one that the form lacks. Lists that a form asks for the
  // branch of an entity (entities specification 2024.1) get the columns __trunkVersion and __branchId.
  void bring_into(forms::Attachments& attachments, std::string_view xform) const;

  // Forgets the changes that these attachments, as the server hands them out now, show already.
  void forget_shown(const forms::Attachments& attachments);

private:
  std::vector<std::string> changed_lists() const;

  Store& store_;
  ProjectId project_;
};

} // namespace pilotage::store
