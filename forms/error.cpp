#include "forms/error.h"

namespace pilotage {

std::string_view name(ErrorCode code) {
  switch (code) {
  case ErrorCode::malformed: return "malformed";
  case ErrorCode::unsupported: return "unsupported";
  case ErrorCode::invalid_value: return "invalid_value";
  case ErrorCode::not_found: return "not_found";
  case ErrorCode::conflict: return "conflict";
  case ErrorCode::limit_exceeded: return "limit_exceeded";
  case ErrorCode::cycle: return "cycle";
  case ErrorCode::readonly: return "readonly";
  case ErrorCode::io: return "io";
  case ErrorCode::disk_full: return "disk_full";
  case ErrorCode::permission: return "permission";
  case ErrorCode::locked: return "locked";
  case ErrorCode::damaged: return "damaged";
  case ErrorCode::answers_damaged: return "answers_damaged";
  case ErrorCode::newer_version: return "newer_version";
  case ErrorCode::no_network: return "no_network";
  case ErrorCode::timeout: return "timeout";
  case ErrorCode::tls_untrusted: return "tls_untrusted";
  case ErrorCode::captive_portal: return "captive_portal";
  case ErrorCode::unauthorized: return "unauthorized";
  case ErrorCode::refused: return "refused";
  case ErrorCode::server_error: return "server_error";
  case ErrorCode::no_project: return "no_project";
  case ErrorCode::no_display: return "no_display";
  case ErrorCode::no_font: return "no_font";
  case ErrorCode::internal: return "internal";
  }
  return "internal";
}

std::string Error::to_string() const { return where.empty() ? message : where + ": " + message; }

} // namespace pilotage
