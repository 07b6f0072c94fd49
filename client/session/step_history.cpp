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
    redoable_.clear();
    ++undoable_;
  }
  entries_.push_back({.row = row});
}

void StepHistory::undo() {
  const auto last =
      std::find_if(entries_.rbegin(), entries_.rend(), [](const Entry& entry) { return !entry.undone && can_be_taken_back(entry.row); });
  if (last == entries_.rend()) return;
  last->undone = true;
  redoable_.push_back(static_cast<std::size_t>(std::distance(last, entries_.rend())) - 1);
  --undoable_;
}

void StepHistory::redo() {
  if (redoable_.empty()) return;
  entries_[redoable_.back()].undone = false;
  redoable_.pop_back();
  ++undoable_;
}

std::vector<JournalRow> StepHistory::steps() const {
  std::vector<JournalRow> steps;
  for (const Entry& entry : entries_)
    if (!entry.undone) steps.push_back(entry.row);
  return steps;
}

int StepHistory::answered() const {
  std::map<std::string_view, bool> holds;
  for (const Entry& entry : entries_)
    if (!entry.undone && entry.row.kind == StepKind::answer) holds[entry.row.ref] = !entry.row.value.empty();
  return static_cast<int>(std::ranges::count_if(holds, [](const auto& question) { return question.second; }));
}

} // namespace pilotage::session
