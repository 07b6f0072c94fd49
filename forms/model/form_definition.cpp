#include "forms/model/form_definition.h"

#include "forms/model/form_content.h"
#include "forms/model/form_reader.h"

namespace pilotage::forms {

FormDefinition::FormDefinition() : content_(std::make_unique<FormContent>()) {}
FormDefinition::~FormDefinition() = default;

Result<std::shared_ptr<const FormDefinition>> FormDefinition::parse(std::string_view xform, const Attachments& attachments) {
  std::shared_ptr<FormDefinition> form(new FormDefinition());
  if (auto read = FormReader(*form->content_, xform, attachments).read(); !read) return std::unexpected(read.error());
  return form;
}

const std::string& FormDefinition::title() const { return content_->title; }
const std::string& FormDefinition::form_id() const { return content_->form_id; }
const std::string& FormDefinition::version() const { return content_->version; }
std::span<const std::string> FormDefinition::languages() const { return content_->itext.languages(); }

const std::string& FormDefinition::default_language() const {
  static const std::string kNone;
  const auto& languages = content_->itext.languages();
  return languages.empty() ? kNone : languages[static_cast<std::size_t>(content_->itext.default_language())];
}

std::span<const std::string> FormDefinition::attachments() const { return content_->attachments; }
std::span<const std::string> FormDefinition::missing_attachments() const { return content_->missing_attachments; }
std::span<const std::string> FormDefinition::warnings() const { return content_->warnings; }
const Submission& FormDefinition::submission() const { return content_->submission; }

AuditConfiguration FormDefinition::audit() const {
  AuditConfiguration audit;
  if (content_->audit == kNoPlace) return audit;
  audit.enabled = true;
  const Bind* bind = content_->bind(content_->audit);
  if (bind == nullptr) return audit;
  for (const auto& [name, value] : bind->odk) {
    if (name == "location-priority") audit.location_priority = value;
    if (name == "location-min-interval") audit.location_min_interval = value;
    if (name == "location-max-age") audit.location_max_age = value;
    if (name == "track-changes") audit.track_changes = value == "true";
    if (name == "track-changes-reasons") audit.track_changes_reasons = value == "on-form-edit";
    if (name == "identify-user") audit.identify_user = value == "true";
  }
  return audit;
}

} // namespace pilotage::forms
