// A form in progress with the comments beside its questions, as the journal's steps make it. Live filling and replay both go through
// apply(), so that they cannot differ.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "client/session/moment.h"
#include "client/store/journal.h"
#include "client/store/response.h"
#include "forms/engine/form_session.h"

namespace pilotage::session {

struct RunningForm {
  forms::FormSession form;
  std::map<forms::Node, std::string> comments = {};
  std::vector<std::string> not_restored = {}; // steps that could not be done again, in words
};

// Does one step in the moment that its row names. Errors: those of the engine; not_found where the reference names nothing.
Result<forms::Answered> apply(RunningForm& running, Moments& moments, const store::JournalRow& row);

// The form as it was at the start of the response.
Result<forms::FormSession> resume_at_start(const std::shared_ptr<const forms::FormDefinition>& definition,
                                           const store::ResponseStart& start, Moments& moments);

// The start, and these steps after it. A step that cannot be done again is told and left out; the others stand.
Result<RunningForm> replay(const std::shared_ptr<const forms::FormDefinition>& definition, const store::ResponseStart& start,
                           std::span<const store::JournalRow> steps, Moments& moments);

} // namespace pilotage::session
