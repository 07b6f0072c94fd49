// HEAD and POST …/submission (OpenRosa Form Submission API).
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/submission_acceptance.h"
#include "sync/endpoint/submission_answer.h"
#include "sync/endpoint/submission_exchange.h"

namespace pilotage::endpoint {

namespace {

std::expected<std::unique_ptr<Exchange>, Response> begin_post(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::submit);
  if (!caller) return std::unexpected(std::move(caller.error()));
  if (auto refused = check_openrosa_version(request)) return std::unexpected(std::move(*refused));
  if (request.content_length.value_or(0) > service.post_bytes) return std::unexpected(too_large(service.post_bytes));
  auto reader = sync::MultipartReader::create(request.header("Content-Type"));
  if (!reader) return refuse(400, reader.error().message);
  return std::make_unique<SubmissionExchange>(service, std::move(*caller), std::move(*reader), request);
}

Response head(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::submit);
  if (!caller) return std::move(caller.error());
  if (auto refused = check_openrosa_version(request)) return std::move(*refused);
  Response response{.status = 204, .headers = {}, .body = {}, .file = {}};
  response.with("Location", project_url(service, request) + "/submission");
  return response;
}

} // namespace

void add_submission_routes(Router& router, const Service& service) {
  add_openrosa_route(router, service, "HEAD", "/submission", answer([&service](const Request& request) { return head(service, request); }));
  add_openrosa_route(router, service, "POST", "/submission", [&service](const Request& request) { return begin_post(service, request); });
}

} // namespace pilotage::endpoint
