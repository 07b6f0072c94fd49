// Which steps of a journal count. undo takes the last answer or repeat step back, redo does it again, and a new step ends what could be
// redone. Language and comments are not taken back: they change no answer. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "client/store/journal.h"

namespace pilotage::session {

class StepHistory {
public:
  // The next row of the journal. An undo without a step to take back, and a redo likewise, count for nothing.
  void add(const store::JournalRow& row);

  // In the order in which they count.
  const std::vector<store::JournalRow>& steps() const { return steps_; }
  bool can_undo() const { return undoable_ > 0; }
  bool can_redo() const { return !undone_.empty(); }
  // Questions that hold an answer: those whose last answer is not empty.
  int answered() const;

private:
  void undo();
  void redo();

  std::vector<store::JournalRow> steps_;
  std::vector<store::JournalRow> undone_;
  std::size_t undoable_ = 0; // how many of steps_ can be taken back
};

} // namespace pilotage::session
