// POST …/forms/<id>/submissions, PUT …/submissions/<instance> and POST …/submissions/<instance>/attachments/<name>: submissions, their
// corrections and their missing files from scripts. What comes here goes the way of an OpenRosa post, and is confirmed as it is.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/http/held_body.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/submission_acceptance.h"
#include "sync/endpoint/submission_answer.h"
#include "sync/endpoint/submission_json.h"
#include "sync/protocol/headers.h"

namespace pilotage::endpoint {

namespace {

// Where a response goes, and what it must correct.
struct Destination {
  AddressedForm form;
  std::string corrects; // the instanceID of the current version; empty: it need not correct anything
  std::string device_id;
};

// What is wrong with XML that came to this address.
std::optional<Response> out_of_place(const NewSubmission& submission, const Destination& destination) {
  if (submission.form_id != destination.form.form_id)
    return text_response(
        400, fmt::format("The response is to the form \"{}\", the address to \"{}\".", submission.form_id, destination.form.form_id));
  if (destination.corrects.empty() || submission.deprecated_id == destination.corrects) return std::nullopt;
  return text_response(409, fmt::format("A correction names the version that it corrects: <deprecatedID>{}</deprecatedID>, and has an "
                                        "<instanceID> of its own.",
                                        destination.corrects));
}

class XmlExchange : public Exchange {
public:
  XmlExchange(const Service& service, Destination destination, const Request& request)
      : service_(service), destination_(std::move(destination)), extended_(wants_extended(request)), xml_(request.body_memory) {}

  std::optional<Response> receive(std::string_view piece) override {
    if (xml_.bytes().size() + piece.size() > sync::kMaxSubmissionXmlBytes) return too_large(sync::kMaxSubmissionXmlBytes);
    if (auto held = xml_.append(piece); !held) return failure_response(service_, held.error());
    return std::nullopt;
  }

  void finish(Reply reply) override {
    auto submission = accept_submission(service_, destination_.form.caller, xml_.take(), destination_.device_id);
    if (!submission) return reply(std::move(submission.error()));
    if (auto refused = out_of_place(*submission, destination_)) return reply(std::move(*refused));
    const std::string id = submission->instance_id;
    store_submission(service_, std::move(*submission), [this, id, reply = std::move(reply)](Result<StoredSubmission> stored) {
      if (!stored) return reply(failure_response(service_, stored.error()));
      if (auto refused = refusal_of(*stored)) return reply(std::move(*refused));
      service_.workers.post([this, id, reply] { reply(as_stored(id)); });
    });
  }

private:
  Response as_stored(const std::string& id) const {
    const auto first = service_.storage.first_version(destination_.form.caller.project, id);
    if (!first) return failure_response(service_, first.error());
    const auto record = service_.storage.submission_record(destination_.form.caller.project, destination_.form.form_id, *first);
    if (!record) return failure_response(service_, record.error());
    return json_response(200, json_text(submission_json(*record, extended_)));
  }

  const Service& service_;
  const Destination destination_;
  const bool extended_;
  HeldBody xml_;
};

using Begun = std::expected<std::unique_ptr<Exchange>, Response>;

Begun create(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::submit);
  if (!form) return std::unexpected(std::move(form.error()));
  return std::make_unique<XmlExchange>(service, Destination{.form = std::move(*form), .corrects = {}, .device_id = device_of(request)},
                                       request);
}

Begun correct(const Service& service, const Request& request) {
  auto found = addressed_submission(service, request, Act::manage, request.capture("instance"));
  if (!found) return std::unexpected(std::move(found.error()));
  Destination destination{.form = {.caller = std::move(found->caller), .form_id = std::move(found->form_id)},
                          .corrects = std::move(found->record.current.instance_id),
                          .device_id = device_of(request)};
  return std::make_unique<XmlExchange>(service, std::move(destination), request);
}

// A file that the current version awaits. Whether its form still takes responses does not matter: this one was taken.
class FileExchange : public Exchange {
public:
  FileExchange(const Service& service, AddressedSubmission submission, SubmissionFile awaited, std::unique_ptr<IncomingFile> bytes)
      : service_(service), submission_(std::move(submission)), file_(std::move(awaited)), bytes_(std::move(bytes)) {}

  std::optional<Response> receive(std::string_view piece) override {
    received_ += piece.size();
    if (received_ > service_.post_bytes) return too_large(service_.post_bytes);
    if (auto appended = bytes_->append(piece); !appended) return refusal_of(service_, appended.error());
    return std::nullopt;
  }

  void finish(Reply reply) override {
    bytes_->seal();
    file_.sha256 = bytes_->sha256();
    file_.size = bytes_->size();
    service_.workers.post([this, reply = std::move(reply)] {
      if (auto kept = service_.files.keep(std::move(bytes_)); !kept) return reply(failure_response(service_, kept.error()));
      const auto added = add();
      reply(added ? success() : management_refusal(service_, added.error()));
    });
  }

private:
  Result<bool> add() const {
    const std::string& version = submission_.record.current.instance_id;
    const nlohmann::ordered_json details = {{"instanceId", version}, {"name", file_.name}};
    return audited(service_,
                   {.by = submission_.caller.token,
                    .project = submission_.caller.project,
                    .action = "submission.attachment.update",
                    .details = json_text(details),
                    .instance_id = submission_.record.first.instance_id},
                   [&] { return service_.storage.add_file(submission_.caller.project, version, file_); });
  }

  const Service& service_;
  const AddressedSubmission submission_;
  SubmissionFile file_;
  std::unique_ptr<IncomingFile> bytes_;
  std::uint64_t received_ = 0;
};

Begun add_file(const Service& service, const Request& request) {
  auto found = addressed_submission(service, request, Act::manage, request.capture("instance"));
  if (!found) return std::unexpected(std::move(found.error()));
  const auto current = service.storage.submission(found->caller.project, found->form_id, found->record.current.instance_id);
  if (!current) return std::unexpected(management_refusal(service, current.error()));
  const auto named = std::ranges::find(current->files, request.capture("name"), &SubmissionFile::name);
  if (named == current->files.end()) return std::unexpected(text_response(404, "This submission names no such attachment."));
  if (request.content_length.value_or(0) > service.post_bytes) return std::unexpected(too_large(service.post_bytes));
  auto bytes = service.files.receive();
  if (!bytes) return std::unexpected(failure_response(service, bytes.error()));
  SubmissionFile awaited{
      .name = named->name, .sha256 = {}, .content_type = std::string(request.header("Content-Type").substr(0, 255)), .size = 0};
  return std::make_unique<FileExchange>(service, std::move(*found), std::move(awaited), std::move(*bytes));
}

} // namespace

void add_submission_writing_routes(Router& router, const Service& service) {
  const std::string submissions = "/v1/projects/{project}/forms/{form}/submissions";
  const auto add = [&](const char* method, const std::string& path, auto begin) {
    add_management_route(router, method, path, [&service, begin](const Request& request) { return begin(service, request); });
  };
  add("POST", submissions, create);
  add("PUT", submissions + "/{instance}", correct);
  add("POST", submissions + "/{instance}/attachments/{name}", add_file);
}

} // namespace pilotage::endpoint
