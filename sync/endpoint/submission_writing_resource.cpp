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

// A file that the current version names. It goes in as a post of the same XML with this file would.
class FileExchange : public Exchange {
public:
  FileExchange(const Service& service, NewSubmission submission, std::string name, std::unique_ptr<IncomingFile> file)
      : service_(service), submission_(std::move(submission)), name_(std::move(name)), file_(std::move(file)) {}

  std::optional<Response> receive(std::string_view piece) override {
    received_ += piece.size();
    if (received_ > service_.post_bytes) return too_large(service_.post_bytes);
    if (auto appended = file_->append(piece); !appended) return refusal_of(service_, appended.error());
    return std::nullopt;
  }

  void finish(Reply reply) override {
    file_->seal();
    const auto into = std::ranges::find(submission_.files, name_, &SubmissionFile::name);
    into->sha256 = file_->sha256();
    into->size = file_->size();
    service_.workers.post([this, reply = std::move(reply)] {
      if (auto kept = service_.files.keep(std::move(file_)); !kept) return reply(failure_response(service_, kept.error()));
      store_submission(service_, std::move(submission_), [this, reply](Result<StoredSubmission> stored) {
        if (!stored) return reply(failure_response(service_, stored.error()));
        auto refused = refusal_of(*stored);
        reply(refused ? std::move(*refused) : json_response(200, R"({"success":true})"));
      });
    });
  }

private:
  const Service& service_;
  NewSubmission submission_;
  const std::string name_;
  std::unique_ptr<IncomingFile> file_;
  std::uint64_t received_ = 0;
};

Begun add_file(const Service& service, const Request& request) {
  auto found = addressed_submission(service, request, Act::manage, request.capture("instance"));
  if (!found) return std::unexpected(std::move(found.error()));
  auto submission = accept_submission(service, found->caller, std::move(found->record.current.xml), {});
  if (!submission) return std::unexpected(std::move(submission.error()));
  const auto into = std::ranges::find(submission->files, request.capture("name"), &SubmissionFile::name);
  if (into == submission->files.end()) return std::unexpected(text_response(404, "This submission names no such attachment."));
  if (request.content_length.value_or(0) > service.post_bytes) return std::unexpected(too_large(service.post_bytes));
  auto file = service.files.receive();
  if (!file) return std::unexpected(failure_response(service, file.error()));
  into->content_type = request.header("Content-Type").substr(0, 255);
  return std::make_unique<FileExchange>(service, std::move(*submission), std::string(request.capture("name")), std::move(*file));
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
