// GET and POST …/forms/<id>/submissions.csv and …/submissions.csv.zip: all submissions as tables (submission_export.h, zipped_export.h).
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/content_disposition.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/odata_query.h"
#include "sync/endpoint/zipped_export.h"

namespace pilotage::endpoint {

namespace {

std::expected<ExportOptions, Response> options_of(const Request& request) {
  const auto wanted = request.query_value("$filter");
  auto filter = wanted ? read_filter_parameter(*wanted) : ODataFilter();
  if (!filter) return std::unexpected(std::move(filter.error()));
  return ExportOptions{.split_select_multiple = request.query_switch("splitSelectMultiples"),
                       .group_paths = request.query_switch("groupPaths", true),
                       .deleted_fields = request.query_switch("deletedFields"),
                       .filter = std::move(*filter)};
}

struct Opened {
  AddressedForm form;
  SubmissionExport submissions;
};
std::expected<Opened, Response> opened_export(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_results);
  if (!form) return std::unexpected(std::move(form.error()));
  auto options = options_of(request);
  if (!options) return std::unexpected(std::move(options.error()));
  auto submissions = SubmissionExport::open(service.storage, form->caller.project, form->form_id, *options);
  if (!submissions) return std::unexpected(management_refusal(service, submissions.error()));
  return Opened{.form = std::move(*form), .submissions = std::move(*submissions)};
}

Response as_download(Response response, const std::string& form_id, const std::string& ending) {
  response.with("Content-Disposition", saved_as(form_id + ending));
  response.with("X-Content-Type-Options", "nosniff");
  return response;
}

// The main table alone.
Response as_csv(const Service& service, const Request& request) {
  auto opened = opened_export(service, request);
  if (!opened) return std::move(opened.error());
  auto submissions = std::make_shared<SubmissionExport>(std::move(opened->submissions));
  auto texts = std::make_shared<std::vector<std::string>>(1, submissions->header(0));
  const auto pieces = [submissions, texts]() -> Result<std::string> {
    while (texts->front().empty() && !submissions->ended())
      if (auto read = submissions->next(*texts); !read) return std::unexpected(read.error());
    std::string piece = std::move(texts->front());
    for (std::string& text : *texts) text.clear();
    return piece;
  };
  return as_download(stream_response(service, "text/csv; charset=utf-8", pieces), opened->form.form_id, ".csv");
}

Response as_zip(const Service& service, const Request& request) {
  auto opened = opened_export(service, request);
  if (!opened) return std::move(opened.error());
  const auto attachments = request.query_switch("attachments", true) ? ZippedExport::Attachments::with : ZippedExport::Attachments::without;
  auto zipped = std::make_shared<ZippedExport>(service.storage, service.files, opened->form.caller.project, opened->form.form_id,
                                               std::move(opened->submissions), attachments);
  return as_download(stream_response(service, "application/zip", [zipped] { return zipped->next(); }), opened->form.form_id, ".zip");
}

} // namespace

void add_export_routes(Router& router, const Service& service) {
  const std::string submissions = "/v1/projects/{project}/forms/{form}/submissions";
  for (const char* method : {"GET", "POST"}) { // Central takes passphrases in a body: there is nothing to open with them here
    add_management_route(router, method, submissions + ".csv",
                         answer([&service](const Request& request) { return as_csv(service, request); }));
    add_management_route(router, method, submissions + ".csv.zip",
                         answer([&service](const Request& request) { return as_zip(service, request); }));
  }
}

} // namespace pilotage::endpoint
