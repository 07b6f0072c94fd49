// What an entity declaration becomes in the form: which of its parts there are depends on whether it creates, updates,
// or does either (ODK XForms Entities).
#include "forms/xlsform/entities.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

Element& add_attribute(Element& entity, std::string_view name, std::string_view value) {
  Element& attribute = entity.add(Element::Kind::entity_attribute, "attribute", name);
  attribute.default_value = value;
  return attribute;
}

void calculate(Element& element, std::string_view formula) {
  element.bind.set("calculate", formula);
  element.bind.set("readonly", "true()");
  element.bind.set("type", "string");
}

// The version that the device has of the entity when it updates it.
void add_versions(Element& entity, const EntityDeclaration& declaration, TextArena& arena) {
  const std::string item = cat({"instance('", declaration.dataset, "')/root/item[name=", declaration.entity_id, "]"});
  for (const std::string_view version : {"version", "trunkVersion", "branchId"}) {
    const std::string_view attribute = version == "version" ? std::string_view("baseVersion") : version;
    calculate(add_attribute(entity, attribute, {}), arena.keep(cat({item, "/__", version})));
  }
}

} // namespace

std::unique_ptr<Element> entity_element(const EntityDeclaration& declaration, bool in_repeat, TextArena& arena) {
  auto entity = std::make_unique<Element>();
  entity->kind = Element::Kind::entity;
  entity->type = "entity";
  entity->name = "entity";
  entity->row = declaration.row;
  const bool creates = declaration.entity_id.empty() || !declaration.create_if.empty();
  add_attribute(*entity, "dataset", declaration.dataset);
  if (creates) {
    Element& create = add_attribute(*entity, "create", "1");
    if (!declaration.create_if.empty()) calculate(create, declaration.create_if);
  }
  if (!declaration.entity_id.empty()) {
    Element& update = add_attribute(*entity, "update", "1");
    if (!declaration.update_if.empty()) calculate(update, declaration.update_if);
    add_versions(*entity, declaration, arena);
  }
  Element& id = add_attribute(*entity, "id", {});
  if (!declaration.entity_id.empty()) {
    calculate(id, declaration.entity_id);
  } else {
    id.bind.set("readonly", "true()");
    id.bind.set("type", "string");
    id.actions.push_back({"setvalue", "odk-instance-first-load", "uuid()", {}});
    if (in_repeat) id.actions.push_back({"setvalue", "odk-new-repeat", "uuid()", {}});
  }
  if (!declaration.label.empty()) calculate(entity->add(Element::Kind::entity_label, "label", "label"), declaration.label);
  for (const auto& child : entity->children) child->row = declaration.row;
  return entity;
}

} // namespace pilotage::forms::xlsform
