#include "sync/endpoint/form_upload_request.h"

#include <nlohmann/json.hpp>

#include "sync/endpoint/management.h"
#include "sync/endpoint/submission_json.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

std::string file_name_of(const Request& request) {
  const std::string_view type = request.header("Content-Type");
  const std::string fallback = sync::percent_decoded(request.header("X-XlsForm-FormId-Fallback")); // encoded: headers are ASCII
  const std::string stem = fallback.empty() ? "form" : fallback;
  if (type.starts_with("application/vnd.openxmlformats")) return stem + ".xlsx";
  if (type.starts_with("application/vnd.ms-excel")) return stem + ".xls";
  if (type.starts_with("text/markdown")) return stem + ".md";
  if (type.starts_with("text/csv")) return stem + ".csv";
  return stem + ".xml";
}

} // namespace

FormUpload upload_in(const Request& request, std::string_view body) {
  return {.file_name = file_name_of(request), .bytes = std::string(body), .media = {}};
}

std::optional<Response> unless_ignored(const Request& request, const std::vector<std::string>& warnings) {
  if (warnings.empty() || request.query_switch("ignoreWarnings")) return std::nullopt;
  const nlohmann::ordered_json json = {
      {"message", "The form is valid, and has warnings. Send it with ignoreWarnings=true if it is meant so."},
      {"code", 400.16},
      {"details", {{"warnings", {{"xlsFormWarnings", warnings}, {"workflowWarnings", nlohmann::ordered_json::array()}}}}}};
  return json_response(400, json_text(json));
}

Response form_refusal(const Service& service, const Error& error) {
  if (error.code == ErrorCode::not_found) return text_response(400, error.to_string());
  if (error.code == ErrorCode::conflict) return problem_response(409.6, error.to_string());
  return management_refusal(service, error);
}

} // namespace pilotage::endpoint
