// What the form does by itself at an event (ODK XForms, "Events and Actions").
#include "forms/engine/running_form.h"
#include "forms/engine/values.h"

namespace pilotage::forms {

using xpath::NodeId;

Result<void> RunningForm::fire(Event event, NodeId scope) {
  for (const Action& action : form_.actions) {
    const bool wanted = (event == Event::first_load && action.first_load) || (event == Event::load && action.load) ||
                        (event == Event::new_repeat && action.new_repeat) || (event == Event::value_changed && action.value_changed);
    if (!wanted) continue;
    if (event == Event::first_load || event == Event::load) {
      // An action that is nested in a repeat happens in each of its instances.
      std::vector<FrameId> frames;
      instance_.frames_below(kRootFrame, form_.shape[action.scope == kNoPlace ? kRootPlace : action.scope].frame, frames);
      for (const FrameId frame : frames) {
        if (auto acted = act(action, instance_.node(frame, action.scope == kNoPlace ? kRootPlace : action.scope)); !acted) return acted;
      }
      continue;
    }
    const PlaceId place = instance_.place_of(scope);
    const bool here = event == Event::value_changed
                          ? action.scope == place
                          : form_.shape.frame_contains(instance_.frame(instance_.frame_of(scope)).type, form_.shape[action.scope].frame) &&
                                form_.shape[action.scope].frame == form_.shape[place].frame;
    if (!here) continue;
    if (auto acted = act(action, event == Event::value_changed ? scope : instance_.node(instance_.frame_of(scope), action.scope)); !acted)
      return acted;
  }
  return {};
}

Result<void> RunningForm::act(const Action& action, NodeId scope) {
  NodeId target = instance_.nearest(instance_.frame_of(scope), action.target);
  if (action.target_nodes != kNoExpression) {
    const FormExpression& ref = form_.expression(action.target_nodes);
    const bool plain = ref.paths.size() == 1 && ref.paths[0].whole && ref.paths[0].within == form_.shape[action.target].frame;
    if (!plain) {
      auto found = nodes(action.target_nodes, scope);
      if (!found) return std::unexpected(found.error());
      if (found->size() > 1) {
        return fail(ErrorCode::invalid_value, "An action must set one question, and its ref names several instances of a repeat.",
                    form_.where(action.target_nodes));
      }
      target = found->empty() ? xpath::kNoNode : found->front().id;
    }
  }
  if (target == xpath::kNoNode) return {};
  std::string value = action.literal;
  if (action.kind == Action::Kind::set_geopoint) {
    value = environment_.location ? environment_.location() : std::string();
  } else if (action.value != kNoExpression) {
    if (auto evaluated = answer_text(action.value, target, value); !evaluated) return evaluated;
  }
  if (put(target, calculated_value(form_.type(action.target), value, environment_))) lost_.erase(target);
  return {};
}

Result<void> RunningForm::fire_value_changes() {
  std::vector<NodeId> nodes;
  nodes.swap(value_changes_);
  for (const NodeId node : nodes) {
    if (!instance_.has(node) || !instance_.is_live(instance_.frame_of(node))) continue;
    if (auto fired = fire(Event::value_changed, node); !fired) return fired;
  }
  return {};
}

} // namespace pilotage::forms
