// The questionnaires on this laptop: XForm XML with its attachments, by project, form id and version. A version that responses
// refer to stays, so that a draft always reopens in the form in which it was begun; new responses use the version installed last.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/ids.h"
#include "client/store/store.h"
#include "forms/model/form_definition.h"

namespace pilotage::store {

struct InstalledForm {
  FormKey key{0};
  ProjectId project = kLocal;
  std::string form_id;
  std::string version; // "" where the form has none
  std::string title;
  std::vector<std::string> languages;
  std::string default_language;
  std::string hash; // SHA-256 of the XForm bytes, hexadecimal
  std::int64_t installed_at = 0;
  bool current = true; // the one that new responses use
};

class FormLibrary {
public:
  explicit FormLibrary(Store& store) : store_(store) {}

  // Parses the form and installs it; the same bytes and attachments again change nothing. Errors: those of FormDefinition::parse.
  Result<InstalledForm> install(std::string_view xform, const forms::Attachments& attachments = {}, ProjectId project = kLocal);

  // The same with a form that was parsed already, from these bytes with these attachments.
  Result<InstalledForm> install(const forms::FormDefinition& definition, std::string_view xform, const forms::Attachments& attachments,
                                ProjectId project);

  // The current version of every form, by title.
  Result<std::vector<InstalledForm>> list() const;
  Result<InstalledForm> get(FormKey key) const;
  // The current version of that form; in any project where none is given. Errors: not_found, which names the forms there are;
  // conflict (several projects have it).
  Result<InstalledForm> find(std::string_view form_id, std::optional<ProjectId> project = {}) const;

  Result<std::string> xform(FormKey key) const;
  Result<forms::Attachments> attachments(FormKey key) const;
  // Parsed with its attachments, ready for a FormSession. Lists of entities hold what responses on this laptop have done to them, too.
  Result<std::shared_ptr<const forms::FormDefinition>> definition(FormKey key) const;

  // Takes the form off the list of those to fill; versions with responses stay readable.
  Result<void> remove(FormKey key);

private:
  Store& store_;
};

} // namespace pilotage::store
