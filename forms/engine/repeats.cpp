// Adding and taking away instances of repeats.
#include <cmath>

#include "forms/engine/running_form.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {
// More instances than anybody fills in; a jr:count that asks for more is a mistake.
constexpr double kMaxInstances = 100'000;
// Where the number of instances depends on what is in them: how often it may change in one step.
constexpr int kMaxCountChanges = 1'000;
} // namespace

Result<FrameId> RunningForm::append_instance(FrameId parent, FrameTypeId repeat) {
  if (static_cast<double>(instance_.instances(parent, repeat).size()) >= kMaxInstances) {
    return fail(ErrorCode::limit_exceeded, "The repeat has as many instances as it can have.", form_.path(form_.shape.frame(repeat).root));
  }
  const FrameId frame = instance_.add(parent, repeat);
  const NodeId node = instance_.frame(frame).base;
  log_.added(frame);
  log_.note(node, &Change::added);
  const NodeId above = instance_.tree().parent(node);
  spread(node, above == xpath::kDocument ? std::uint8_t{0} : instance_.flags(above));
  changed_below(node);
  mark_frame(frame);
  restart_ = true;
  preload(frame);
  if (auto fired = fire(Event::new_repeat, node); !fired) return std::unexpected(fired.error());
  return frame;
}

void RunningForm::take_instance(FrameId frame) {
  const FrameTypeId repeat = instance_.frame(frame).type;
  const FrameId parent = instance_.frame(frame).parent;
  const NodeId node = instance_.frame(frame).base;
  instance_.detach(frame);
  changed_below(node);
  log_.removed(frame);
  log_.note(node, &Change::removed);
  mark_position_rules(repeat, parent);
  restart_ = true;
}

Result<void> RunningForm::set_count(FrameId parent, FrameTypeId repeat, double count) {
  // While the number is not known, the instances stay.
  if (std::isnan(count)) return {};
  const double wanted = count < 0 ? 0 : std::trunc(count);
  if (wanted > kMaxInstances) {
    return fail(ErrorCode::limit_exceeded, "jr:count asks for more than 100,000 instances.", form_.path(form_.shape.frame(repeat).root));
  }
  if (static_cast<double>(instance_.instances(parent, repeat).size()) == wanted) return {};
  if (form_.graph.counts_feed_back() && ++count_changes_ > kMaxCountChanges) {
    return fail(ErrorCode::cycle, "How many instances the repeat has depends on itself, and there is no end to it.",
                form_.path(form_.shape.frame(repeat).root));
  }
  while (static_cast<double>(instance_.instances(parent, repeat).size()) > wanted)
    take_instance(instance_.instances(parent, repeat).back());
  while (static_cast<double>(instance_.instances(parent, repeat).size()) < wanted) {
    if (auto added = append_instance(parent, repeat); !added) return std::unexpected(added.error());
  }
  return {};
}

Result<Changes> RunningForm::add_repeat(FrameId parent, FrameTypeId repeat) {
  auto added = append_instance(parent, repeat);
  return end_step(added ? settle() : std::unexpected(added.error()));
}

Result<Changes> RunningForm::remove_repeat(FrameId frame) {
  take_instance(frame);
  return end_step(settle());
}

} // namespace pilotage::forms
