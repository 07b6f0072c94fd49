// The entities that a response creates or updates, as its answers are now.
#include "forms/engine/running_form.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {
bool is_set(std::string_view value) { return value == "1" || value == "true"; }
} // namespace

std::vector<EntityChange> RunningForm::entities() const {
  std::vector<EntityChange> changes;
  std::vector<FrameId> frames;
  for (const EntityDeclaration& entity : form_.entities) {
    frames.clear();
    instance_.frames_below(kRootFrame, form_.shape[entity.entity].frame, frames);
    for (const FrameId frame : frames) {
      EntityChange change = entity_change(entity, frame);
      if (!change.id.empty() && (change.create || change.update)) changes.push_back(std::move(change));
    }
  }
  return changes;
}

EntityChange RunningForm::entity_change(const EntityDeclaration& entity, FrameId frame) const {
  const auto node = [&](PlaceId place) {
    const NodeId found = place == kNoPlace ? xpath::kNoNode : instance_.nearest(frame, place);
    return found != xpath::kNoNode && instance_.visible(found) ? found : xpath::kNoNode;
  };
  const auto value = [&](PlaceId place) {
    const NodeId found = node(place);
    return found == xpath::kNoNode ? std::string() : std::string(instance_.value(found));
  };
  EntityChange change;
  if (node(entity.entity) == xpath::kNoNode) return change;
  change.list = entity.dataset;
  change.id = value(entity.id);
  change.create = is_set(value(entity.create));
  change.update = is_set(value(entity.update));
  change.base_version = value(entity.base_version);
  change.label = value(entity.label);
  // What is not relevant says nothing about the entity.
  for (const auto& [name, place] : entity.properties) {
    if (const NodeId found = node(place); found != xpath::kNoNode) change.properties.emplace_back(name, instance_.value(found));
  }
  return change;
}

} // namespace pilotage::forms
