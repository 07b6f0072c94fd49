// A response while somebody fills it: the one way in which the screen and pilotctl change answers. Each step goes through the
// form engine and is then committed to the journal; only what is committed is saved. Opening a draft replays its journal and
// gives the same running form again.
//
// A Filling belongs to the thread of its Store. Nodes are those of form(); undo() and redo() build the form anew: generation()
// then grows, and nodes are found again by reference.
//
//   auto filling = Filling::start(store, library.find("guide-usability")->key);
//   filling->answer(*filling->form().find("/data/age"), "17");
//   if (auto problems = filling->review(); problems.empty()) filling->finalize();
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/attachments.h"
#include "client/store/ids.h"
#include "client/store/journal.h"
#include "client/store/response.h"
#include "client/store/store.h"
#include "forms/engine/form_session.h"

namespace pilotage::session {

struct StartOptions {
  std::string language = {}; // "" is the form's default
  std::optional<store::ParticipantId> participant = {};
};

// Confirms that a person was asked before answers are thrown away: only request_discard() makes one, for the answers as they are then.
class DiscardToken {
public:
  int answered() const { return answered_; } // how many answers would be lost: say it when asking

private:
  friend class Filling;
  DiscardToken(store::ResponseId response, std::int64_t sequence, int answered)
      : response_(response), sequence_(sequence), answered_(answered) {}
  store::ResponseId response_;
  std::int64_t sequence_;
  int answered_;
};

struct Finalized {
  store::ResponseId response{0};
  std::string instance_id;
  std::string content_hash; // SHA-256 of the bytes that will be sent
  bool queued = false;      // false: the form belongs to no server yet
};

class Filling {
public:
  // A new draft; it is in the store when this returns. Errors: not_found, and those of the form and the store.
  static Result<Filling> start(store::Store& store, store::FormKey form, const StartOptions& options = {});
  // A draft as it was left. Errors: not_found; conflict (it is finalized); damaged.
  static Result<Filling> reopen(store::Store& store, store::ResponseId response);

  Filling(Filling&&) noexcept;
  Filling& operator=(Filling&&) noexcept;
  ~Filling();

  // --- Reading ---
  const forms::FormSession& form() const;
  int generation() const;
  store::ResponseId response() const;
  // When the last row was committed, milliseconds since 1970 UTC; the time of creation before the first.
  std::int64_t saved_at() const;
  // Steps that are in the form and not on the disk, because the store failed.
  bool unsaved() const;
  bool can_undo() const;
  bool can_redo() const;
  std::string comment(forms::Node node) const;         // "" where there is none
  std::map<std::string, std::string> comments() const; // by reference
  // The files of this response, those that no answer names any more too.
  Result<std::vector<store::StoredAttachment>> attachments() const;
  // Steps of the journal that reopen() or undo() could not do again, in words; empty unless another version of Pilotage wrote them.
  const std::vector<std::string>& not_restored() const;

  // --- Steps. An error of the engine changes nothing. An error of the store (disk_full, locked, …) says that the step is in the form
  //     and not saved: unsaved() holds until the next step, or save(), has written it too. ---
  Result<forms::Answered> answer(forms::Node node, std::string_view value);
  Result<forms::Changes> add_repeat(const forms::Item& repeat);
  Result<forms::Changes> add_repeat(std::string_view ref);
  Result<forms::Changes> remove_repeat(const forms::Item& repeat_instance);
  Result<forms::Changes> remove_repeat(std::string_view ref);
  Result<forms::Changes> set_language(std::string_view language);
  Result<void> set_comment(forms::Node node, std::string_view text);
  // Stores the file and answers the upload question with the name that it has there, which every server takes (store/attachment_name.h).
  Result<forms::Answered> attach(forms::Node node, std::string_view file_name, std::string_view content, std::string_view media_type = {});
  Result<void> undo(); // not_found: nothing to undo
  Result<void> redo();
  Result<void> save();

  // --- Ending ---
  // What stands in the way of finalizing, in the form's order.
  std::vector<forms::Problem> review() const;
  // Freezes the XML, once and for all, and queues it for its server. Errors: invalid_value (where: the first problem's question). The
  // Filling takes no more steps afterwards.
  Result<Finalized> finalize();
  DiscardToken request_discard() const;
  // Errors: conflict (answers changed since the token was made: ask again).
  Result<void> discard(const DiscardToken& token);

private:
  struct Impl;
  explicit Filling(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::session
