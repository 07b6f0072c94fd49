// GET …/formList: the forms that are open (OpenRosa Form Discovery API).
#include "sync/endpoint/access.h"
#include "sync/endpoint/openrosa.h"
#include "sync/protocol/form_list.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

sync::ListedForm listed(const FormSummary& form, const std::string& project) {
  const std::string address = project + "/forms/" + sync::percent_encode(form.form_id);
  return {.form_id = form.form_id,
          .name = form.title.empty() ? form.form_id : form.title,
          .version = form.version,
          .md5 = form.md5,
          .description = {},
          .download_url = address + ".xml",
          .manifest_url = form.has_files ? address + "/manifest" : std::string()};
}

Response form_list(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::read_forms);
  if (!caller) return std::move(caller.error());
  if (auto refused = check_openrosa_version(request)) return std::move(*refused);
  const auto forms = service.storage.forms(caller->project);
  if (!forms) return failure_response(service, forms.error());
  const std::string project = project_url(service, request);
  const auto only = request.query_value("formID");
  std::vector<sync::ListedForm> list;
  for (const FormSummary& form : *forms)
    if (form.state == FormState::open && (!only || *only == form.form_id) && has_form(caller->token, form.form_id))
      list.push_back(listed(form, project));
  return xml_response(request, sync::write_form_list(list));
}

} // namespace

void add_form_list_routes(Router& router, const Service& service) {
  add_openrosa_route(router, service, "GET", "/formList",
                     answer([&service](const Request& request) { return form_list(service, request); }));
}

} // namespace pilotage::endpoint
