#include "sync/endpoint/openrosa.h"

#include <fmt/format.h>

#include "sync/protocol/content_hash.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/submission_response.h"

namespace pilotage::endpoint {

namespace {

bool is_plain_text(const Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "Content-Type") return value.starts_with("text/plain");
  return false;
}

void make_envelope(Response& response) {
  std::string sentence = std::move(response.body);
  while (sentence.ends_with('\n')) sentence.pop_back();
  response.body = sync::write_submission_response(
      {.message = sentence, .nature = "error", .instance_id = {}, .form_id = {}, .form_version = {}, .submitted_at = {}});
  for (auto& [name, value] : response.headers)
    if (name == "Content-Type") value = "text/xml; charset=utf-8";
}

constexpr sync::Extensions kOfProjects{.receipts = true, .results = true, .batches = true, .dictionaries = true, .tus = true};

Response openrosa_answer(Response response, std::uint64_t post_bytes, const std::string& extensions) {
  if (response.status >= 400 && is_plain_text(response)) make_envelope(response);
  response.with(sync::kOpenRosaVersionHeader, sync::kOpenRosaVersion);
  response.with(sync::kAcceptContentLengthHeader, std::to_string(post_bytes));
  response.with(sync::kExtensionsHeader, extensions);
  return response;
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 255 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]_") == std::string_view::npos;
}

} // namespace

void add_openrosa_route(Router& router, const Service& service, const std::string& method, const std::string& path, Begin begin) {
  add_openrosa_route_at(router, service, method, "/v1/projects/{project}" + path, kOfProjects, begin);
  add_openrosa_route_at(router, service, method, "/v1/key/{token}/projects/{project}" + path, kOfProjects, std::move(begin));
}

void add_openrosa_route_at(Router& router, const Service& service, const std::string& method, const std::string& pattern,
                           const sync::Extensions& extensions, Begin begin) {
  router.add(method, pattern,
             dressed(std::move(begin), [bytes = service.post_bytes, words = sync::write_extensions(extensions)](Response response) {
               return openrosa_answer(std::move(response), bytes, words);
             }));
}

std::optional<Response> check_openrosa_version(const Request& request) {
  if (request.header(sync::kOpenRosaVersionHeader) == sync::kOpenRosaVersion) return std::nullopt;
  return text_response(400, "The request must carry the header X-OpenRosa-Version: 1.0.");
}

std::unexpected<Response> refuse(int status, std::string_view sentence) { return std::unexpected(text_response(status, sentence)); }

Response xml_response(const Request& request, std::string xml) {
  const std::string etag = "W/\"" + sync::sha256_hex(xml) + "\"";
  if (request.header("If-None-Match").find(etag) != std::string_view::npos)
    return Response{.status = 304, .headers = {{"ETag", etag}}, .body = {}, .file = {}};
  Response response{.status = 200, .headers = {}, .body = std::move(xml), .file = {}};
  response.with("Content-Type", "text/xml; charset=utf-8").with("ETag", etag);
  return response;
}

std::string server_url(const Service& service, const Request& request) {
  if (!service.public_url.empty()) return service.public_url;
  const std::string_view host = request.header("Host");
  return fmt::format("{}://{}", request.secure ? "https" : "http", is_host(host) ? host : "localhost");
}

std::string project_url(const Service& service, const Request& request) {
  const std::string_view token = request.capture("token");
  return fmt::format("{}/v1{}{}/projects/{}", server_url(service, request), token.empty() ? "" : "/key/", token,
                     request.capture("project"));
}

} // namespace pilotage::endpoint
