// Draws the snapshot's screen and tells what the person wants. What only the eye needs (open dialogs, text on its way) is kept here;
// everything else is the snapshot's.
#pragma once

#include <map>
#include <string>

#include "client/ui/command.h"
#include "client/ui/snapshot.h"
#include "client/ui/widgets/ui.h"

namespace pilotage::ui {

// A question that is asked before something is lost.
struct Confirmation {
  enum class Kind { none, discard_draft, remove_instance, finalize, end_session, retention } kind = Kind::none;
  std::int64_t response = 0;
  std::string ref = {}, title = {};
  int count = 0;
};

// What was typed and is not in the snapshot yet, by question.
struct Draft {
  std::string value;        // canonical
  std::uint64_t serial = 0; // of the command that carries it; 0: not sent yet
  double changed_at = 0;    // seconds, ImGui's clock
  bool waiting = false;     // changed, not sent
};

// How long after the last key what was typed is sent to be saved, in seconds.
inline constexpr double kSendAfterSeconds = 0.6;

struct FillingState {
  std::int64_t response = 0;
  std::map<std::string, Draft> drafts = {};
  std::uint64_t next_serial = 1;
  std::size_t page = 0;
  std::uint64_t focus_serial = 0;
  bool outline_open = false;
  bool entered = false;
};

class Screens {
public:
  // One frame.
  void draw(Ui& ui, const Snapshot& snapshot, Commands& out);

  // The window closes: what was typed is sent first.
  void close(Commands& out);

  // Seconds until something must be drawn or sent without input; negative: nothing waits.
  double due_in(double now) const;

private:
  void draw_screen(Ui& ui, const Snapshot& snapshot, Commands& out);
  void draw_confirmation(Ui& ui, const Snapshot& snapshot, Commands& out);
  void new_screen(Ui& ui, const Snapshot& snapshot);

  FillingState filling_;
  Confirmation confirm_;
  std::size_t screen_ = 0;
  bool help_ = false;
};

} // namespace pilotage::ui
