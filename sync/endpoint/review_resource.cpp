// PATCH …/submissions/<instance> and …/submissions/<instance>/comments: what coordinators decide and say about a submission.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kLongestReview = std::size_t{64} * 1024;

constexpr const char* kReviewStates = R"(Send {"reviewState": "approved"}, "rejected", "hasIssues", "edited" or null.)";

std::optional<ReviewState> wanted_state(const nlohmann::json& body) {
  if (!body.is_object() || !body.contains("reviewState")) return std::nullopt;
  const nlohmann::json& state = body["reviewState"];
  if (state.is_null()) return ReviewState::none;
  if (!state.is_string() || state.get<std::string>().empty()) return std::nullopt;
  return review_state_named(state.get<std::string>());
}

Response set_review(const Service& service, const Request& request, std::string_view body) {
  auto found = addressed_submission(service, request, Act::review, request.capture("instance"));
  if (!found) return std::move(found.error());
  const auto state = wanted_state(nlohmann::json::parse(body, nullptr, false));
  if (!state) return text_response(400, kReviewStates);
  const std::string& instance_id = found->record.first.instance_id;
  const ProjectId project = found->caller.project;
  const nlohmann::ordered_json details = {{"instanceId", instance_id}, {"reviewState", name(*state)}};
  const auto set = audited(service,
                           {.by = found->caller.token,
                            .project = project,
                            .action = "submission.update",
                            .details = json_text(details),
                            .instance_id = instance_id},
                           [&] { return service.storage.set_review(project, instance_id, *state); });
  if (!set) return management_refusal(service, set.error());
  const auto record = service.storage.submission_record(project, found->form_id, instance_id);
  if (!record) return management_refusal(service, record.error());
  return json_response(200, json_text(submission_json(*record, wants_extended(request))));
}

Response all_comments(const Service& service, const Request& request) {
  auto found = addressed_submission(service, request, Act::read_results, request.capture("instance"));
  if (!found) return std::move(found.error());
  const auto remarks = service.storage.remarks(found->caller.project, found->record.first.instance_id);
  if (!remarks) return failure_response(service, remarks.error());
  auto json = nlohmann::ordered_json::array();
  for (const Remark& remark : *remarks) json.push_back(remark_json(remark, wants_extended(request)));
  return json_response(200, json_text(json));
}

Response add_comment(const Service& service, const Request& request, std::string_view body) {
  auto found = addressed_submission(service, request, Act::review, request.capture("instance"));
  if (!found) return std::move(found.error());
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("body") || !json["body"].is_string() || json["body"].get<std::string>().empty())
    return text_response(400, R"(Send {"body": "…"}.)");
  const Remark remark{.actor = found->caller.token.actor, .body = json["body"].get<std::string>(), .created_at = milliseconds_now()};
  if (auto added = service.storage.add_remark(found->caller.project, found->record.first.instance_id, remark); !added)
    return failure_response(service, added.error());
  return json_response(200, json_text(remark_json(remark, wants_extended(request))));
}

} // namespace

void add_review_routes(Router& router, const Service& service) {
  const std::string submission = "/v1/projects/{project}/forms/{form}/submissions/{instance}";
  const Allow reviewers = [&service](const Request& request) -> std::optional<Response> {
    auto caller = authorize(service.storage, request, Act::review);
    if (!caller) return std::move(caller.error());
    return std::nullopt;
  };
  const auto with_body = [&](auto resource) {
    return answer_with_body(kLongestReview, reviewers, [&service, resource](const Request& request, std::string_view body) {
      return resource(service, request, body);
    });
  };
  add_management_route(router, "PATCH", submission, with_body(set_review));
  add_management_route(router, "GET", submission + "/comments",
                       answer([&service](const Request& request) { return all_comments(service, request); }));
  add_management_route(router, "POST", submission + "/comments", with_body(add_comment));
}

} // namespace pilotage::endpoint
