#include "sync/endpoint/form_extension.h"

#include <nlohmann/json.hpp>

#include "sync/endpoint/management.h"

namespace pilotage::endpoint {

namespace {

nlohmann::ordered_json review_states_json(const ReviewCounts& counts) {
  return {{"received", counts.received}, {"hasIssues", counts.has_issues}, {"edited", counts.edited}};
}

} // namespace

Result<void> extend_form(const Service& service, const FormSummary& form, Counts counts, nlohmann::ordered_json& json) {
  json["createdBy"] = maker_json(service, form.created_by);
  if (counts == Counts::hidden) return {};
  const auto reviews = service.storage.review_counts(form.project, form.form_id);
  if (!reviews) return std::unexpected(reviews.error());
  json["reviewStates"] = review_states_json(*reviews);
  return {};
}

void extend_draft(const Service& service, const FormDraft& draft, nlohmann::ordered_json& json) {
  json["createdBy"] = maker_json(service, draft.form.made_by);
  json["reviewStates"] = review_states_json({});
}

} // namespace pilotage::endpoint
