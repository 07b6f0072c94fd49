#include "sync/endpoint/fields_response.h"

#include <nlohmann/json.hpp>

#include "sync/endpoint/form_fields.h"
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

} // namespace

Response fields_response(const Service& service, const Request& request, std::string_view xform) {
  const auto root = read_form_fields(xform);
  if (!root) return failure_response(service, root.error());
  auto json = ordered_json::array();
  list(*root, "", request.query_switch("odata"), json);
  return json_response(200, json_text(json));
}

} // namespace pilotage::endpoint
