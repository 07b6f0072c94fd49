#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

Response failure_response(const Service& service, const Error& error) {
  service.metrics.count_failure(name(error.code));
  service.log.write(LogLevel::error, "failure", {{"code", name(error.code)}, {"message", error.message}, {"where", error.where}});
  switch (error.code) {
  case ErrorCode::disk_full: return text_response(507, "The server's disk is full. Keep the response and send it again later.");
  case ErrorCode::locked: return busy_response();
  default: return text_response(500, "The server failed and has stored nothing. Send the same again later; tell the host if it goes on.");
  }
}

} // namespace pilotage::endpoint
