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

  // Those that count, in the order of the journal: what is done again comes back to its place.
  std::vector<store::JournalRow> steps() const;
  bool can_undo() const { return undoable_ > 0; }
  bool can_redo() const { return !redoable_.empty(); }
  // Questions that hold an answer: those whose last answer is not empty.
  int answered() const;

private:
  struct Entry {
    store::JournalRow row;
    bool undone = false;
  };
  void undo();
  void redo();

  std::vector<Entry> entries_;
  std::vector<std::size_t> redoable_; // entries that were taken back, the last one behind
  std::size_t undoable_ = 0;          // how many entries can be taken back
};

} // namespace pilotage::session
