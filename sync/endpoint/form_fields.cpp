#include "sync/endpoint/form_fields.h"

#include "forms/model/form_content.h"
#include "forms/model/form_definition.h"

namespace pilotage::endpoint {

namespace {

FormField field_at(const forms::FormContent& form, forms::PlaceId place, const std::string& above) {
  const forms::Place& here = form.shape[place];
  FormField field;
  field.name = std::string(form.names.local(here.name));
  field.path = place == forms::kRootPlace ? "" : above + "/" + field.name;
  if (here.leaf && !here.repeat && place != forms::kRootPlace) {
    field.kind = FormField::Kind::value;
    field.type = form.type(place);
    const forms::Control* control = form.control_at(place);
    field.select_multiple = control != nullptr && control->kind == forms::ControlKind::select_multiple;
    return field;
  }
  if (here.repeat) field.kind = FormField::Kind::repeat;
  for (forms::PlaceId child = here.first_child; child != forms::kNoPlace; child = form.shape[child].next_sibling)
    if (!form.shape[child].attribute) field.fields.push_back(field_at(form, child, field.path));
  return field;
}

} // namespace

Result<FormField> read_form_fields(std::string_view xform) {
  const auto form = forms::FormDefinition::parse(xform);
  if (!form) return std::unexpected(form.error());
  return field_at((*form)->content(), forms::kRootPlace, "");
}

} // namespace pilotage::endpoint
