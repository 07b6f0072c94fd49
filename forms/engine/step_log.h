// What one step has changed: for the screen, and to undo it when it fails half-way.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/engine/form_session.h"
#include "forms/engine/instance.h"

namespace pilotage::forms {

class StepLog {
public:
  void note(xpath::NodeId node, bool Change::* what) { row(node).*what = true; }
  void value(xpath::NodeId node, std::string_view before) {
    values_.push_back({node, texts_.size(), before.size()});
    texts_ += before;
  }
  void flags(xpath::NodeId node, std::uint8_t before) { flags_.emplace_back(node, before); }
  void added(FrameId frame) { frames_.emplace_back(frame, true); }
  void removed(FrameId frame) { frames_.emplace_back(frame, false); }

  // Puts everything back, the last change first.
  void undo(Instance& instance);
  // Ends the step: what was removed is gone. The changes, each node once, in the order in which they came about.
  Changes commit(Instance& instance);

private:
  Change& row(xpath::NodeId node) {
    const auto at = static_cast<std::size_t>(node);
    if (row_of_.size() <= at || row_of_[at] == -1) return new_row(node);
    return changes_[static_cast<std::size_t>(row_of_[at])];
  }
  Change& new_row(xpath::NodeId node);
  void clear();

  Changes changes_;
  std::vector<std::int32_t> row_of_; // by node: into changes_, else -1
  struct Value {
    xpath::NodeId node;
    std::size_t start; // of what it was before, in texts_
    std::size_t length;
  };
  std::vector<Value> values_;
  std::string texts_;
  std::vector<std::pair<xpath::NodeId, std::uint8_t>> flags_;
  std::vector<std::pair<FrameId, bool>> frames_;
};

} // namespace pilotage::forms
