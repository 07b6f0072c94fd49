#include "sync/endpoint/service.h"

#include <typeinfo>

namespace pilotage::endpoint {

namespace {

Response unreachable_response() {
  Response response =
      text_response(503, "The server cannot reach what it stores in; whether this was stored is not known. Send the same again later.");
  response.with("Retry-After", "60");
  return response;
}

} // namespace

Response failure_response(const Service& service, const Error& error) {
  service.metrics.count_failure(name(error.code));
  service.log.write(LogLevel::error, "failure", {{"code", name(error.code)}, {"message", error.message}, {"where", error.where}});
  switch (error.code) {
  case ErrorCode::disk_full: return text_response(507, "The server's disk is full. Keep the response and send it again later.");
  case ErrorCode::locked: return busy_response();
  case ErrorCode::no_network:
  case ErrorCode::timeout: return unreachable_response();
  default: return failed_response();
  }
}

Error defect_of(const std::exception& exception) { return {ErrorCode::internal, typeid(exception).name(), {}}; }

} // namespace pilotage::endpoint
