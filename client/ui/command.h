// What a person wants done, from the views to the owner of the state. Plain values, so that they can wait in a queue and go from thread
// to thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "client/ui/locale.h"

namespace pilotage::ui {

struct ShowHome {};
struct ShowResponses {};
struct ShowSettings {};
struct ShowReview {};
struct BackToForm {};
struct Retry {}; // what failed at the start
struct Quit {};

struct StartForm {
  std::int64_t key;
};
struct ContinueDraft {
  std::int64_t response;
};
struct DiscardDraft {
  std::int64_t response;
};

struct GiveAnswer {
  std::string ref, value;
  std::uint64_t serial; // comes back as FillingShown::applied
};
// Shows a folder to choose a file for that question; "" is the folder of the last time.
struct BrowseFolder {
  std::string ref, path;
};
struct CloseFolder {};
struct AttachFile {
  std::string ref, path;
};
struct AddRepeat {
  std::string ref;
};
struct RemoveRepeat {
  std::string ref;
};
struct SetFormLanguage {
  std::string language;
};
struct GoToPage {
  std::size_t page;
};
struct GoToQuestion {
  std::string ref;
};
struct Undo {};
struct Redo {};
struct SaveAgain {};
struct Finalize {};

struct SyncNow {};
struct SendAgain {
  std::int64_t response;
};
struct SetLanguage {
  Language language;
};
struct SetScale {
  int percent;
};
struct SetAutomaticSync {
  bool on;
};
// The network costs money.
struct SetMetered {
  bool on;
};
// Confirmed responses are deleted from this laptop so many days after; -1 keeps them.
struct SetRetention {
  int days;
};
struct AddServer {
  std::string settings_code; // and behind it, perhaps, the PEM of the authority to trust
};

struct StartSession {
  std::string place, facilitator;
};
struct HandOver {};
struct EndSession {};

using Command = std::variant<ShowHome, ShowResponses, ShowSettings, ShowReview, BackToForm, Retry, Quit, StartForm, ContinueDraft,
                             DiscardDraft, GiveAnswer, BrowseFolder, CloseFolder, AttachFile, AddRepeat, RemoveRepeat, SetFormLanguage,
                             GoToPage, GoToQuestion, Undo, Redo, SaveAgain, Finalize, SyncNow, SendAgain, SetLanguage, SetScale,
                             SetAutomaticSync, SetMetered, SetRetention, AddServer, StartSession, HandOver, EndSession>;
using Commands = std::vector<Command>;

} // namespace pilotage::ui
