// GET …/forms/<id>/fields: the questions and groups of a form, in its order. ?odata=true names them as OData does.
#include <nlohmann/json.hpp>

#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/odata_names.h"
#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;
using Kind = FormField::Kind;

std::string type_of(const FormField& field) {
  if (field.kind == Kind::structure) return "structure";
  if (field.kind == Kind::repeat) return "repeat";
  return std::string(forms::type_name(field.type));
}

void list(const FormField& group, const std::string& above, bool odata, ordered_json& into) {
  for (const FormField& field : group.fields) {
    const std::string name = odata ? odata_identifier(field.name) : field.name;
    const std::string path = above + "/" + name;
    into.push_back(
        {{"path", path},
         {"name", name},
         {"type", type_of(field)},
         {"binary", field.kind == Kind::value && field.type == forms::DataType::binary ? ordered_json(true) : ordered_json(nullptr)},
         {"selectMultiple", field.select_multiple ? ordered_json(true) : ordered_json(nullptr)}});
    list(field, path, odata, into);
  }
}

Response fields(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_forms);
  if (!form) return std::move(form.error());
  auto root = fields_of(service, *form);
  if (!root) return std::move(root.error());
  auto json = ordered_json::array();
  list(*root, "", request.query_switch("odata"), json);
  return json_response(200, json_text(json));
}

} // namespace

void add_form_fields_routes(Router& router, const Service& service) {
  add_management_route(router, "GET", "/v1/projects/{project}/forms/{form}/fields",
                       answer([&service](const Request& request) { return fields(service, request); }));
}

} // namespace pilotage::endpoint
