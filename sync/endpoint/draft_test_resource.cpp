// /v1/test/<token>/projects/<id>/forms/<id>/draft: a draft as ODK Collect sees it, by the draft's own token, so that it can be tried before
// it is published. What is sent here stays with the draft and goes with it.
#include <fmt/format.h>

#include "sync/endpoint/access.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/stored_file_response.h"
#include "sync/endpoint/submission_acceptance.h"
#include "sync/endpoint/submission_answer.h"
#include "sync/endpoint/submission_exchange.h"
#include "sync/protocol/extensions.h"
#include "sync/protocol/form_list.h"
#include "sync/protocol/manifest.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

constexpr sync::Extensions kOfDrafts{.receipts = true}; // neither batches nor uploads go to a draft

// The draft that the token in the address opens, if it is the one of this address.
std::expected<FormDraft, Response> opened_draft(const Service& service, const Request& request) {
  if (!may_carry_credentials(request)) return refuse(400, "Credentials are taken over HTTPS only.");
  auto draft = service.storage.draft_by_token(request.capture("token"));
  if (!draft && draft.error().code != ErrorCode::not_found) return std::unexpected(failure_response(service, draft.error()));
  const bool fits =
      draft && std::to_string(draft->form.project) == request.capture("project") && draft->form.form_id == request.capture("form");
  if (!fits) return refuse(403, "The address is not that of a draft. Look up the draft's token again: it changes with a new draft.");
  return std::move(*draft);
}

std::string draft_url(const Service& service, const Request& request) {
  return fmt::format("{}/v1/test/{}/projects/{}/forms/{}/draft", server_url(service, request), request.capture("token"),
                     request.capture("project"), sync::percent_encode(request.capture("form")));
}

Response draft_form_list(const Service& service, const Request& request) {
  auto draft = opened_draft(service, request);
  if (!draft) return std::move(draft.error());
  if (auto refused = check_openrosa_version(request)) return std::move(*refused);
  const std::string url = draft_url(service, request);
  const FormVersion& form = draft->form;
  const std::vector<sync::ListedForm> list = {{.form_id = form.form_id,
                                               .name = form.title.empty() ? form.form_id : form.title,
                                               .version = form.version,
                                               .md5 = form.md5,
                                               .description = {},
                                               .download_url = url + ".xml",
                                               .manifest_url = form.files.empty() ? std::string() : url + "/manifest"}};
  return xml_response(request, sync::write_form_list(list));
}

Response draft_form(const Service& service, const Request& request) {
  auto draft = opened_draft(service, request);
  if (!draft) return std::move(draft.error());
  return xml_response(request, std::move(draft->form.xform));
}

Response draft_manifest(const Service& service, const Request& request) {
  auto draft = opened_draft(service, request);
  if (!draft) return std::move(draft.error());
  if (auto refused = check_openrosa_version(request)) return std::move(*refused);
  std::vector<sync::ManifestFile> files;
  for (const FormFile& file : draft->form.files)
    files.push_back({.name = file.name,
                     .md5 = file.md5,
                     .download_url = draft_url(service, request) + "/attachments/" + sync::percent_encode(file.name),
                     .entity_list = false});
  return xml_response(request, sync::write_manifest(files));
}

Response draft_media(const Service& service, const Request& request) {
  auto draft = opened_draft(service, request);
  if (!draft) return std::move(draft.error());
  return form_file_response(service, request, draft->form.files);
}

Response draft_head(const Service& service, const Request& request) {
  auto draft = opened_draft(service, request);
  if (!draft) return std::move(draft.error());
  if (auto refused = check_openrosa_version(request)) return std::move(*refused);
  Response response{.status = 204, .headers = {}, .body = {}, .file = {}};
  response.with("Location", draft_url(service, request) + "/submission");
  return response;
}

// A post that is checked against the draft and kept with it.
class TestPost : public SubmissionExchange {
public:
  TestPost(const Service& service, sync::MultipartReader reader, const Request& request, FormDraft draft)
      : SubmissionExchange(service, {.token = {}, .project = draft.form.project}, std::move(reader), request), service_(service),
        draft_(std::move(draft)) {}

private:
  std::expected<NewSubmission, Response> accept_xml(std::string xml) override {
    auto document = read_submission(service_, xml);
    if (!document) return std::unexpected(std::move(document.error()));
    if (document->form_id() != draft_.form.form_id || document->version() != draft_.form.version)
      return refuse(404, "The response is not to this draft, or to an earlier state of it. Download the draft again.");
    const Storage::FormTarget target{
        .state = FormState::open, .encrypted = draft_.form.encrypted, .upload_paths = draft_.form.upload_paths};
    return fitted(*document, target, std::move(xml));
  }

  void store(NewSubmission submission, Reply reply) override {
    const SubmissionIdentity identity{.instance_id = submission.instance_id,
                                      .form_id = submission.form_id,
                                      .form_version = submission.form_version,
                                      .sha256 = submission.sha256};
    const auto stored = service_.storage.add_draft_submission(draft_.form.project, draft_.form.form_id,
                                                              {.instance_id = submission.instance_id,
                                                               .xml = std::move(submission.xml),
                                                               .submitted_at = milliseconds_now(),
                                                               .files = std::move(submission.files)});
    reply(stored ? stored_response(identity, *stored, unnamed()) : failure_response(service_, stored.error()));
  }

  const Service& service_;
  FormDraft draft_;
};

std::expected<std::unique_ptr<Exchange>, Response> begin_test_post(const Service& service, const Request& request) {
  auto draft = opened_draft(service, request);
  if (!draft) return std::unexpected(std::move(draft.error()));
  if (auto refused = check_openrosa_version(request)) return std::unexpected(std::move(*refused));
  if (request.content_length.value_or(0) > service.post_bytes) return std::unexpected(too_large(service.post_bytes));
  auto reader = sync::MultipartReader::create(request.header("Content-Type"));
  if (!reader) return refuse(400, reader.error().message);
  return std::make_unique<TestPost>(service, std::move(*reader), request, std::move(*draft));
}

} // namespace

void add_draft_test_routes(Router& router, const Service& service) {
  const std::string draft = "/v1/test/{token}/projects/{project}/forms/{form}/draft";
  const auto add = [&](const char* method, const std::string& path, auto resource) {
    add_openrosa_route_at(router, service, method, draft + path, kOfDrafts,
                          answer([&service, resource](const Request& request) { return resource(service, request); }));
  };
  add("GET", "/formList", draft_form_list);
  add("GET", ".xml", draft_form);
  add("GET", "/manifest", draft_manifest);
  add("GET", "/attachments/{name}", draft_media);
  add("HEAD", "/submission", draft_head);
  add_openrosa_route_at(router, service, "POST", draft + "/submission", kOfDrafts,
                        [&service](const Request& request) { return begin_test_post(service, request); });
}

} // namespace pilotage::endpoint
