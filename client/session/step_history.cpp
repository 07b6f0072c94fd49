#include "client/session/step_history.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace pilotage::session {

using store::JournalRow;
using store::StepKind;

namespace {

bool can_be_taken_back(const JournalRow& row) {
  return row.kind == StepKind::answer || row.kind == StepKind::add_repeat || row.kind == StepKind::remove_repeat;
}

} // namespace

void StepHistory::add(const JournalRow& row) {
  if (row.kind == StepKind::undo) return undo();
  if (row.kind == StepKind::redo) return redo();
  if (can_be_taken_back(row)) {
    undone_.clear();
    ++undoable_;
  }
  steps_.push_back(row);
}

void StepHistory::undo() {
  const auto last = std::find_if(steps_.rbegin(), steps_.rend(), can_be_taken_back);
  if (last == steps_.rend()) return;
  undone_.push_back(*last);
  steps_.erase(std::next(last).base());
  --undoable_;
}

void StepHistory::redo() {
  if (undone_.empty()) return;
  steps_.push_back(undone_.back());
  undone_.pop_back();
  ++undoable_;
}

int StepHistory::answered() const {
  std::map<std::string_view, bool> holds;
  for (const JournalRow& step : steps_)
    if (step.kind == StepKind::answer) holds[step.ref] = !step.value.empty();
  return static_cast<int>(std::ranges::count_if(holds, [](const auto& entry) { return entry.second; }));
}

} // namespace pilotage::session
