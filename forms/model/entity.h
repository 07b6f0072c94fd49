// An entity that the form creates or updates (ODK XForms, "Entities"): its list, and the questions that its properties come from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "forms/model/instance_shape.h"

namespace pilotage::forms {

struct EntityDeclaration {
  PlaceId entity = kNoPlace; // the element meta/entity
  PlaceId scope = kNoPlace;  // what the entity is about: the whole response, or a repeat
  std::string dataset;
  PlaceId id = kNoPlace; // @id
  PlaceId create = kNoPlace;
  PlaceId update = kNoPlace;
  PlaceId base_version = kNoPlace;
  PlaceId label = kNoPlace;
  std::vector<std::pair<std::string, PlaceId>> properties; // name, and the question it is saved from
};

} // namespace pilotage::forms
