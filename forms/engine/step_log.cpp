#include "forms/engine/step_log.h"

namespace pilotage::forms {

Change& StepLog::new_row(xpath::NodeId node) {
  const auto at = static_cast<std::size_t>(node);
  if (row_of_.size() <= at) row_of_.resize(at + 1 + row_of_.size() / 2, -1);
  row_of_[at] = static_cast<std::int32_t>(changes_.size());
  return changes_.emplace_back(Change{.node = Node{node}});
}

void StepLog::clear() {
  for (const Change& change : changes_) row_of_[static_cast<std::size_t>(change.node)] = -1;
  changes_.clear();
  values_.clear();
  texts_.clear();
  flags_.clear();
  frames_.clear();
}

void StepLog::undo(Instance& instance) {
  for (auto at = values_.rbegin(); at != values_.rend(); ++at)
    instance.set_value(at->node, std::string_view(texts_).substr(at->start, at->length));
  for (auto at = flags_.rbegin(); at != flags_.rend(); ++at) instance.set_flags(at->first, at->second);
  for (auto at = frames_.rbegin(); at != frames_.rend(); ++at) {
    if (!at->second) {
      instance.put_back(at->first);
      continue;
    }
    instance.detach(at->first);
    instance.drop(at->first);
  }
  clear();
}

Changes StepLog::commit(Instance& instance) {
  for (const auto& [frame, added] : frames_) {
    if (!added) instance.drop(frame);
  }
  Changes changes = changes_;
  clear();
  return changes;
}

} // namespace pilotage::forms
