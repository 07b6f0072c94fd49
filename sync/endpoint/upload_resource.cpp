// …/uploads: tus 1.0.0 with creation, creation-with-upload, checksum, termination and expiration. An upload is an attachment of a
// submission that is here already (sync/protocol/tus.h). Only who may submit makes one, and only who made it sees it.
#include <fmt/format.h>

#include "sync/endpoint/access.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/upload_completion.h"
#include "sync/endpoint/upload_exchange.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/http_date.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

using Begun = std::expected<std::unique_ptr<Exchange>, Response>;

constexpr const char* kTusExtensions = "creation,creation-with-upload,checksum,termination,expiration";

Response tus_answer(Response response) {
  response.with(sync::kTusResumableHeader, sync::kTusVersion);
  return response;
}

// 412 unless the request speaks our version.
std::optional<Response> check_tus_version(const Request& request) {
  if (request.header(sync::kTusResumableHeader) == sync::kTusVersion) return std::nullopt;
  Response refusal = text_response(412, "The request must carry the header Tus-Resumable: 1.0.0.");
  refusal.with(sync::kTusVersionHeader, sync::kTusVersion);
  return refusal;
}

std::expected<Caller, Response> tus_caller(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::submit);
  if (!caller) return caller;
  if (auto refused = check_tus_version(request)) return std::unexpected(std::move(*refused));
  return caller;
}

Response tus_options(const Service& service) {
  Response response{.status = 204, .headers = {}, .body = {}, .file = {}};
  response.with(sync::kTusVersionHeader, sync::kTusVersion)
      .with(sync::kTusExtensionHeader, kTusExtensions)
      .with(sync::kTusMaxSizeHeader, std::to_string(service.upload_bytes))
      .with(sync::kTusChecksumAlgorithmHeader, sync::kTusChecksumAlgorithms);
  return response;
}

std::expected<std::shared_ptr<StagedUpload>, Response> upload_of(const Service& service, const Request& request, const Caller& caller) {
  auto upload = service.uploads.find(request.capture("upload"));
  if (!upload) return std::unexpected(upload_failure(service, upload.error()));
  const UploadRecord& record = (*upload)->record();
  if (record.project != caller.project || record.creator != caller.token.id)
    return std::unexpected(upload_failure(service, Error{ErrorCode::not_found, {}}));
  return std::move(*upload);
}

Result<std::optional<sync::UploadChecksum>> checksum_of(const Request& request) {
  const std::string_view header = request.header(sync::kUploadChecksumHeader);
  if (header.empty()) return std::nullopt;
  auto checksum = sync::read_upload_checksum(header);
  if (!checksum) return std::unexpected(checksum.error());
  return *std::move(checksum);
}

bool brings_bytes(const Request& request) {
  return sync::equal_ignoring_case(sync::parse_mime_value(request.header("Content-Type")).value, sync::kUploadContentType);
}

Response too_long_upload(std::uint64_t length) {
  return text_response(413, fmt::format("The upload has {} bytes; this request brings more.", length));
}

// --- POST …/uploads ---

Result<UploadRecord> announced(const Request& request, const Caller& caller) {
  if (!request.header(sync::kUploadDeferLengthHeader).empty())
    return fail(ErrorCode::unsupported, "The length must be known: send Upload-Length.");
  const auto length = sync::read_upload_number(request.header(sync::kUploadLengthHeader), sync::kUploadLengthHeader);
  if (!length) return std::unexpected(length.error());
  const auto metadata = sync::read_upload_metadata(request.header(sync::kUploadMetadataHeader));
  if (!metadata) return std::unexpected(metadata.error());
  auto attachment = sync::read_attachment_upload(*metadata);
  if (!attachment) return std::unexpected(attachment.error());
  return UploadRecord{
      .id = {}, .project = caller.project, .creator = caller.token.id, .length = *length, .attachment = *std::move(attachment)};
}

Begun begin_creation(const Service& service, const Request& request) {
  auto caller = tus_caller(service, request);
  if (!caller) return std::unexpected(std::move(caller.error()));
  auto record = announced(request, *caller);
  if (!record) return std::unexpected(upload_failure(service, record.error()));
  if (!has_form(caller->token, record->attachment.form_id)) return std::unexpected(form_not_assigned());
  if (record->length > service.upload_bytes)
    return refuse(413, fmt::format("An attachment may have {} bytes at most.", service.upload_bytes));
  const std::uint64_t body = request.content_length.value_or(0);
  if (body > 0 && !brings_bytes(request))
    return refuse(415, fmt::format("The bytes of an upload have the Content-Type {}.", sync::kUploadContentType));
  if (body > record->length) return std::unexpected(too_long_upload(record->length));
  auto checksum = checksum_of(request);
  if (!checksum) return std::unexpected(upload_failure(service, checksum.error()));
  auto want = wanted(service, caller->project, record->attachment);
  if (!want) return std::unexpected(std::move(want.error()));
  if (service.uploads.tidying_is_due()) service.workers.post([&service] { service.uploads.tidy(); });
  auto upload = service.uploads.create(*std::move(record));
  if (!upload) return std::unexpected(upload_failure(service, upload.error()));
  std::string location = project_url(service, request) + "/uploads/" + (*upload)->record().id;
  return std::make_unique<UploadExchange>(service, UploadExchange::Plan{.upload = std::move(*upload),
                                                                        .offset = 0,
                                                                        .checksum = std::move(*checksum),
                                                                        .known = *want == Wanted::has_it,
                                                                        .location = std::move(location)});
}

// --- PATCH …/uploads/{upload} ---

Begun begin_patch(const Service& service, const Request& request) {
  auto caller = tus_caller(service, request);
  if (!caller) return std::unexpected(std::move(caller.error()));
  auto upload = upload_of(service, request, *caller);
  if (!upload) return std::unexpected(std::move(upload.error()));
  if (!brings_bytes(request)) return refuse(415, fmt::format("The bytes of an upload have the Content-Type {}.", sync::kUploadContentType));
  const auto offset = sync::read_upload_number(request.header(sync::kUploadOffsetHeader), sync::kUploadOffsetHeader);
  if (!offset) return std::unexpected(upload_failure(service, offset.error()));
  auto checksum = checksum_of(request);
  if (!checksum) return std::unexpected(upload_failure(service, checksum.error()));
  // A wrong offset is refused before anything is touched: not even the request that has the turn notices.
  const auto size = (*upload)->size();
  if (!size) return std::unexpected(upload_failure(service, size.error()));
  if (*offset != *size) return refuse(409, fmt::format("The upload goes on at byte {}.", *size));
  const std::uint64_t length = (*upload)->record().length;
  if (request.content_length.value_or(0) > length - *offset) return std::unexpected(too_long_upload(length));
  const auto mine = (*upload)->take_over();
  if (!mine) return std::unexpected(upload_failure(service, mine.error()));
  if (*mine != *offset) return refuse(409, fmt::format("The upload goes on at byte {}.", *mine));
  return std::make_unique<UploadExchange>(
      service, UploadExchange::Plan{
                   .upload = std::move(*upload), .offset = *offset, .checksum = std::move(*checksum), .known = false, .location = {}});
}

// --- HEAD and DELETE …/uploads/{upload} ---

// A request without a body that waits for the disk.
class UploadLook : public Exchange {
public:
  using Work = std::function<void(Reply)>;
  UploadLook(const Service& service, Work work) : service_(service), work_(std::move(work)) {}
  std::optional<Response> receive(std::string_view) override { return text_response(413, "This address takes no body."); }
  void finish(Reply reply) override {
    service_.workers.post([this, reply = std::move(reply)] { work_(reply); });
  }

private:
  const Service& service_;
  const Work work_;
};

Response state_of(const StagedUpload& upload, std::uint64_t offset) {
  Response response{.status = 200, .headers = {}, .body = {}, .file = {}};
  response.with(sync::kUploadOffsetHeader, std::to_string(offset))
      .with(sync::kUploadLengthHeader, std::to_string(upload.record().length))
      .with(sync::kUploadMetadataHeader, sync::write_upload_metadata(sync::metadata_of(upload.record().attachment)))
      .with(sync::kUploadExpiresHeader, sync::http_date(upload.expires_at()))
      .with("Cache-Control", "no-store");
  return response;
}

// The offset, once it is on disk; an upload whose last byte came before a crash is completed on this occasion.
void tell_state(const Service& service, const std::shared_ptr<StagedUpload>& upload, const Reply& reply) {
  const auto offset = upload->take_over();
  if (!offset) return reply(upload_failure(service, offset.error()));
  if (*offset < upload->record().length) return reply(state_of(*upload, *offset));
  complete_upload(service, upload, [upload, reply](std::expected<std::string, Response> receipt) {
    if (!receipt) return reply(std::move(receipt.error()));
    Response response = state_of(*upload, upload->record().length);
    response.with(sync::kReceiptHeader, *receipt);
    reply(std::move(response));
  });
}

void terminate(const std::shared_ptr<StagedUpload>& upload, const Reply& reply) {
  upload->remove();
  reply(Response{.status = 204, .headers = {}, .body = {}, .file = {}});
}

using Answerer = void (*)(const Service&, const std::shared_ptr<StagedUpload>&, const Reply&);

Begun begin_look(const Service& service, const Request& request, Answerer look) {
  auto caller = tus_caller(service, request);
  if (!caller) return std::unexpected(std::move(caller.error()));
  auto upload = upload_of(service, request, *caller);
  if (!upload) return std::unexpected(std::move(upload.error()));
  return std::make_unique<UploadLook>(service,
                                      [&service, look, found = std::move(*upload)](const Reply& reply) { look(service, found, reply); });
}

Begun begin_head(const Service& service, const Request& request) { return begin_look(service, request, &tell_state); }

Begun begin_delete(const Service& service, const Request& request) {
  return begin_look(service, request,
                    [](const Service&, const std::shared_ptr<StagedUpload>& upload, const Reply& reply) { terminate(upload, reply); });
}

// For clients behind something that lets only GET and POST through.
Begun begin_overridden(const Service& service, const Request& request) {
  const std::string_view method = request.header(sync::kMethodOverrideHeader);
  if (method == "PATCH") return begin_patch(service, request);
  if (method == "DELETE") return begin_delete(service, request);
  if (method == "HEAD") return begin_head(service, request);
  return refuse(405, "POST makes an upload at …/uploads; an upload itself takes HEAD, PATCH and DELETE.");
}

} // namespace

void add_upload_routes(Router& router, const Service& service) {
  using Resource = Begun (*)(const Service&, const Request&);
  const auto add = [&](const char* method, const char* path, Resource resource) {
    add_openrosa_route(router, service, method, path,
                       dressed([&service, resource](const Request& request) { return resource(service, request); }, &tus_answer));
  };
  for (const char* path : {"/uploads", "/uploads/{upload}"})
    add_openrosa_route(router, service, "OPTIONS", path,
                       dressed(answer([&service](const Request&) { return tus_options(service); }), &tus_answer));
  add("POST", "/uploads", &begin_creation);
  add("HEAD", "/uploads/{upload}", &begin_head);
  add("PATCH", "/uploads/{upload}", &begin_patch);
  add("DELETE", "/uploads/{upload}", &begin_delete);
  add("POST", "/uploads/{upload}", &begin_overridden);
}

} // namespace pilotage::endpoint
