#include "sync/endpoint/http/response.h"

#include <microhttpd.h>
#include <unistd.h>

namespace pilotage::endpoint {

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Response text_response(int status, std::string_view sentence) {
  Response response{.status = status, .headers = {}, .body = std::string(sentence) + "\n", .file = {}};
  response.with("Content-Type", "text/plain; charset=utf-8");
  return response;
}

Response json_response(int status, std::string json) {
  Response response{.status = status, .headers = {}, .body = std::move(json), .file = {}};
  response.with("Content-Type", "application/json; charset=utf-8");
  return response;
}

Response too_slow_response() { return text_response(408, "The request came too slowly. Send it again."); }

Response failed_response() {
  return text_response(
      500, "The server failed; whether it has stored anything is not known. Send the same again later; tell the host if it goes on.");
}

Response busy_response() {
  Response response = text_response(503, "The server is busy. Send the same again in a minute.");
  response.with("Retry-After", "60");
  return response;
}

Response success() { return json_response(200, R"({"success":true})"); }

std::string_view reason_phrase(int status) { return MHD_get_reason_phrase_for(static_cast<unsigned>(status)); }

} // namespace pilotage::endpoint
