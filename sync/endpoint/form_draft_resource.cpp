// …/forms/<id>/draft: a form that is being changed, its files and its test submissions, until it is published.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/fields_response.h"
#include "sync/endpoint/form_drafting.h"
#include "sync/endpoint/form_json.h"
#include "sync/endpoint/form_publication.h"
#include "sync/endpoint/form_upload_request.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/stored_file_response.h"
#include "sync/endpoint/submission_json.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

struct AddressedDraft {
  Caller caller;
  FormDraft draft;
};
std::expected<AddressedDraft, Response> addressed_draft(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::unexpected(std::move(caller.error()));
  auto draft = service.storage.draft(caller->project, request.capture("form"));
  if (!draft) return std::unexpected(management_refusal(service, draft.error()));
  return AddressedDraft{.caller = std::move(*caller), .draft = std::move(*draft)};
}

template <typename Change>
auto audited_draft(const Service& service, const Caller& caller, std::string_view action, const ordered_json& details, Change change) {
  return audited(service, {.by = caller.token, .project = caller.project, .action = action, .details = json_text(details)},
                 std::move(change));
}

// What the draft is made from: the body, or the published version where there is none.
Result<ReadForm> wanted_form(const Service& service, ProjectId project, std::string_view form_id, const Request& request,
                             std::string_view body) {
  if (!body.empty()) return read_form(project, upload_in(request, body));
  const auto form = service.storage.form(project, form_id);
  if (!form) return std::unexpected(form.error());
  auto current = service.storage.form_version(project, form_id, form->version);
  if (!current) return std::unexpected(current.error());
  return read_form(project, {.file_name = "form.xml", .bytes = std::move(current->xform), .media = {}});
}

Response set_draft(const Service& service, const Request& request, std::string_view body) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const std::string_view form_id = request.capture("form");
  if (!service.storage.form(caller->project, form_id) && !service.storage.draft(caller->project, form_id))
    return text_response(404, "This project has no such form.");
  auto read = wanted_form(service, caller->project, form_id, request, body);
  if (!read) return form_refusal(service, read.error());
  if (read->form.form_id != form_id)
    return text_response(400, "The form that was sent has the id \"" + read->form.form_id + "\", not that of this address.");
  if (auto warned = unless_ignored(request, read->warnings)) return std::move(*warned);
  read->form.made_by = caller->token.actor.id;
  const ordered_json details = {{"xmlFormId", form_id}, {"version", read->form.version}};
  const auto draft = audited_draft(service, *caller, "form.update.draft.set", details, [&] { return put_draft(service.storage, *read); });
  return draft ? success() : failure_response(service, draft.error());
}

Response show_draft(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  return json_response(200, json_text(draft_json(found->draft)));
}

Response draft_fields(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  return fields_response(service, request, found->draft.form.xform);
}

Response draft_xml(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  return xml_response(request, std::move(found->draft.form.xform));
}

Response drop_draft(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  const std::string& form_id = found->draft.form.form_id;
  if (!service.storage.form(found->caller.project, form_id))
    return problem_response(409.7, "The form was never published: there would be nothing left. Delete the form.");
  const auto dropped = audited_draft(service, found->caller, "form.update.draft.delete", {{"xmlFormId", form_id}},
                                     [&] { return service.storage.drop_draft(found->caller.project, form_id); });
  return dropped ? success() : management_refusal(service, dropped.error());
}

Response publish_it(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  const std::string_view version = request.query_value("version").value_or("");
  const auto read = read_draft(service.files, std::move(found->draft), {.version = version, .by = found->caller.token.actor.id});
  if (!read) return form_refusal(service, read.error());
  const ordered_json details = {{"xmlFormId", read->form.form_id}, {"version", read->form.version}};
  const auto published =
      audited_draft(service, found->caller, "form.update.publish", details, [&] { return publish_draft(service.storage, *read); });
  return published ? success() : form_refusal(service, published.error());
}

Response draft_files(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  return json_response(200, json_text(files_json(found->draft.form.files, found->draft.media)));
}

Response draft_file(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  return form_file_response(service, request, found->draft.form.files);
}

Response drop_file(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  const std::string_view name = request.capture("name");
  const std::string& form_id = found->draft.form.form_id;
  const auto dropped = audited_draft(service, found->caller, "form.attachment.update", {{"xmlFormId", form_id}, {"name", name}},
                                     [&] { return service.storage.drop_draft_file(found->caller.project, form_id, name); });
  if (!dropped) return failure_response(service, dropped.error());
  return *dropped ? success() : text_response(404, "This draft has no such file.");
}

// The body streams to the attachment store, so that its size does not matter.
class FileUpload : public Exchange {
public:
  FileUpload(const Service& service, const Request& request, std::unique_ptr<IncomingFile> file)
      : service_(service), request_(request), file_(std::move(file)) {}

  std::optional<Response> receive(std::string_view piece) override {
    if (file_->size() + piece.size() > service_.post_bytes) return text_response(413, "A file of a form may not be larger than a post.");
    md5_.add(piece);
    if (auto appended = file_->append(piece); !appended) return failure_response(service_, appended.error());
    return std::nullopt;
  }
  void finish(Reply reply) override {
    service_.workers.post([this, reply = std::move(reply)] { reply(keep()); });
  }

private:
  Response keep() {
    auto found = addressed_draft(service_, request_);
    if (!found) return std::move(found.error());
    const std::string name(request_.capture("name"));
    FormFile file{.name = name, .sha256 = file_->seal(), .md5 = md5_.finish(), .size = file_->size()};
    if (auto kept = service_.files.keep(std::move(file_)); !kept) return failure_response(service_, kept.error());
    const std::string& form_id = found->draft.form.form_id;
    const auto put = audited_draft(service_, found->caller, "form.attachment.update", {{"xmlFormId", form_id}, {"name", name}},
                                   [&] { return service_.storage.put_draft_file(found->caller.project, form_id, file); });
    if (!put) return failure_response(service_, put.error());
    return json_response(200, json_text(received_file_json(file)));
  }

  const Service& service_;
  const Request& request_;
  std::unique_ptr<IncomingFile> file_;
  sync::Hasher md5_{sync::HashKind::md5};
};

// Only what the form names is taken: anything else would never be asked for.
std::expected<std::unique_ptr<Exchange>, Response> begin_upload(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::unexpected(std::move(found.error()));
  const std::string name(request.capture("name"));
  if (auto checked = sync::checked_media_name(name, "file"); !checked) return refuse(400, checked.error().message);
  if (std::ranges::find(found->draft.media, name) == found->draft.media.end()) return refuse(404, "The form uses no file of this name.");
  if (request.content_length.value_or(0) > service.post_bytes) return refuse(413, "A file of a form may not be larger than a post.");
  auto file = service.files.receive();
  if (!file) return std::unexpected(failure_response(service, file.error()));
  return std::make_unique<FileUpload>(service, request, std::move(*file));
}

Response test_submissions(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  const auto all = service.storage.draft_submissions(found->caller.project, found->draft.form.form_id);
  if (!all) return failure_response(service, all.error());
  auto json = ordered_json::array();
  for (const DraftSubmission& one : *all)
    json.push_back({{"instanceId", one.instance_id}, {"createdAt", iso_time(one.submitted_at)}, {"reviewState", nullptr}});
  return json_response(200, json_text(json));
}

Response test_submission(const Service& service, const Request& request) {
  auto found = addressed_draft(service, request);
  if (!found) return std::move(found.error());
  const auto all = service.storage.draft_submissions(found->caller.project, found->draft.form.form_id);
  if (!all) return failure_response(service, all.error());
  for (const DraftSubmission& one : *all)
    if (one.instance_id + ".xml" == request.capture("instance")) return xml_response(request, one.xml);
  return text_response(404, "There is no such test submission.");
}

} // namespace

void add_form_draft_routes(Router& router, const Service& service) {
  const std::string draft = "/v1/projects/{project}/forms/{form}/draft";
  const RunElsewhere on_worker = [&service](std::function<void()> work) { service.workers.post(std::move(work)); };
  const auto add = [&](const char* method, const std::string& path, auto resource) {
    add_management_route(router, method, draft + path,
                         answer([&service, resource](const Request& request) { return resource(service, request); }));
  };
  const auto add_slow = [&](const std::string& path, std::size_t limit, auto resource) {
    add_management_route(
        router, "POST", draft + path,
        answer_with_body(
            limit, allow_managers(service),
            [&service, resource](const Request& request, std::string_view body) { return resource(service, request, body); }, on_worker));
  };
  add("GET", "", show_draft);
  add_slow("", sync::kMaxFormXmlBytes, set_draft);
  add("DELETE", "", drop_draft);
  add("GET", ".xml", draft_xml);
  add_slow("/publish", 64 * 1024, [](const Service& s, const Request& request, std::string_view) { return publish_it(s, request); });
  add("GET", "/fields", draft_fields);
  add("GET", "/attachments", draft_files);
  add("GET", "/attachments/{name}", draft_file);
  add("DELETE", "/attachments/{name}", drop_file);
  add_management_route(router, "POST", draft + "/attachments/{name}",
                       [&service](const Request& request) { return begin_upload(service, request); });
  add("GET", "/submissions", test_submissions);
  add("GET", "/submissions/{instance}", test_submission);
}

} // namespace pilotage::endpoint
