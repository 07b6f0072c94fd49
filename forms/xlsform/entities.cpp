#include "forms/xlsform/entities.h"

#include <algorithm>
#include <string>

#include "forms/xlsform/column_names.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kSaveTo = "entities:saveto";

Place at(int row, std::string_view column) { return {"entities", row, std::string(column)}; }

} // namespace

Entities::Entities(Workbook& workbook, const Settings& settings, Problems& problems) : arena_(workbook.arena), problems_(problems) {
  Sheet* const sheet = workbook.find("entities");
  if (sheet == nullptr) return;
  if (settings.clean_text_values) {
    for (std::string_view& cell : sheet->cells) {
      if (has_smart_quotes(cell)) cell = arena_->keep(with_plain_quotes(cell));
    }
  }
  const std::vector<ColumnPath> paths = column_paths(*sheet, kEntityColumns, problems);
  for (std::size_t column = 0; column < paths.size(); ++column) {
    const std::string& name = paths[column][0];
    const bool known = name == "dataset" || name == "entity_id" || name == "create_if" || name == "update_if" || name == "label";
    const bool used = [&] {
      for (std::size_t row = 0; row < sheet->rows(); ++row) {
        if (!sheet->cell(row, column).empty()) return true;
      }
      return false;
    }();
    if (!known && used) {
      problems.error(at(1, sheet->headers[column]), "entities have no such column",
                     "use list_name, label, entity_id, create_if and update_if, or delete the column");
    }
  }
  for (std::size_t row = 0; row < sheet->rows(); ++row) read_row(*sheet, row, paths);
}

void Entities::read_row(const Sheet& sheet, std::size_t row, const std::vector<ColumnPath>& paths) {
  EntityDeclaration declaration;
  declaration.row = Sheet::row_number(row);
  bool empty = true;
  for (std::size_t column = 0; column < paths.size(); ++column) {
    const std::string_view text = sheet.cell(row, column);
    empty = empty && text.empty();
    const std::string& name = paths[column][0];
    if (name == "dataset") declaration.dataset = text;
    if (name == "entity_id") declaration.entity_id = text;
    if (name == "create_if") declaration.create_if = text;
    if (name == "update_if") declaration.update_if = text;
    if (name == "label") declaration.label = text;
  }
  if (empty) return;
  for (const std::string_view formula : {declaration.entity_id, declaration.create_if, declaration.update_if, declaration.label}) {
    for (const Reference& reference : references_in(formula)) {
      if (std::find(declaration.questions.begin(), declaration.questions.end(), reference.name) == declaration.questions.end()) {
        declaration.questions.push_back(reference.name);
      }
    }
  }
  check(declaration, sheet);
  declarations_.push_back(std::move(declaration));
}

void Entities::check(const EntityDeclaration& entity, const Sheet&) {
  const Place name = at(entity.row, "list_name");
  if (entity.dataset.empty()) {
    problems_.error(name, "the entity belongs to no list", "write the name of the entity list");
  } else if (entity.dataset.starts_with("__")) {
    problems_.error(name, cat({"the list name \"", entity.dataset, "\" begins with two underscores, which are reserved"}),
                    "choose another name");
  } else if (entity.dataset.find('.') != std::string_view::npos || !is_xml_name(entity.dataset)) {
    problems_.error(name, cat({"\"", entity.dataset, "\" cannot be the name of an entity list"}),
                    "let it begin with a letter, and then use letters, digits, _ and - only");
  }
  if (has(entity.dataset))
    problems_.error(name, cat({"the list \"", entity.dataset, "\" is declared twice"}), "declare each entity list in one row");
  if (entity.entity_id.empty() && !entity.update_if.empty()) {
    problems_.error(at(entity.row, "entity_id"), "an entity that is updated needs an entity_id",
                    "write the formula that gives the entity's id, or move update_if to create_if");
  }
  if (!entity.entity_id.empty() && !entity.create_if.empty() && entity.update_if.empty()) {
    problems_.error(at(entity.row, "update_if"), "an entity with an entity_id and a create_if also needs an update_if",
                    "say when it is updated, or remove the entity_id");
  }
  if (entity.entity_id.empty() && entity.label.empty()) {
    problems_.error(at(entity.row, "label"), "an entity that is created needs a label", "write the formula that gives its label");
  }
}

bool Entities::has(std::string_view dataset) const {
  return std::any_of(declarations_.begin(), declarations_.end(),
                     [dataset](const EntityDeclaration& known) { return known.dataset == dataset; });
}

EntityDeclaration* Entities::target_of(std::string_view& save_to, const Place& place) {
  if (declarations_.empty()) {
    problems_.error(place, "the form declares no entity to save to", "add an entities sheet that declares one, or empty this cell");
    return nullptr;
  }
  const std::vector<std::string_view> parts = split(save_to, "#");
  if (parts.size() > 2) {
    problems_.error(place, cat({"\"", save_to, "\" has more than one #"}), "write the list's name, one #, and the property's name");
    return nullptr;
  }
  if (parts.size() == 1) {
    if (declarations_.size() == 1) return &declarations_.front();
    problems_.error(place, "the form declares several entities, and this does not say which one",
                    cat({"write the list's name before it: list#", save_to}));
    return nullptr;
  }
  save_to = parts[1];
  const auto found =
      std::find_if(declarations_.begin(), declarations_.end(), [&](const EntityDeclaration& known) { return known.dataset == parts[0]; });
  if (found != declarations_.end()) return &*found;
  problems_.error(place, cat({"the entities sheet declares no list \"", parts[0], "\""}), "correct the name, or declare the list");
  return nullptr;
}

void Entities::check_property(EntityDeclaration& declaration, std::string_view property, const Element& element, const Place& place) {
  if (element.is_section()) {
    problems_.error(place, "a group or repeat cannot be saved to an entity", "save its questions instead");
    return;
  }
  const std::string lowered = lower(property);
  if (lowered == "name" || lowered == "label" || property.starts_with("__")) {
    problems_.error(place, cat({"\"", property, "\" is reserved, and no name for a property"}), "choose another name");
  } else if (!is_xml_name(property)) {
    problems_.error(place, cat({"\"", property, "\" cannot be the name of a property"}),
                    "let it begin with a letter or _, and then use letters, digits, _, - and . only");
  }
  for (const EntityReference& other : declaration.references) {
    if (other.property != property) continue;
    problems_.error(place, cat({"row ", std::to_string(other.row), " saves to the property \"", property, "\" already"}),
                    "save each property from one question");
  }
}

void Entities::add_row(Element& element, const Element& container, const Place& place) {
  if (element.bind.has(kSaveTo)) {
    std::string_view save_to = element.bind.get(kSaveTo);
    EntityDeclaration* const declaration = target_of(save_to, place);
    element.bind.set(kSaveTo, save_to);
    if (declaration != nullptr) {
      check_property(*declaration, save_to, element, place);
      declaration->references.push_back({&container, element.row, save_to, {}});
    }
  }
  for (EntityDeclaration& declaration : declarations_) {
    if (std::find(declaration.questions.begin(), declaration.questions.end(), element.name) == declaration.questions.end()) continue;
    declaration.references.push_back({&container, element.row, {}, element.name});
  }
}

void Entities::check_lists(const std::function<bool(std::string_view)>& is_instance) const {
  for (const EntityDeclaration& entity : declarations_) {
    if (entity.entity_id.empty() || is_instance(entity.dataset)) continue;
    problems_.error(at(entity.row, "list_name"),
                    cat({"the entities of \"", entity.dataset, "\" are updated, but the form does not have their list"}),
                    cat({"add a question select_one_from_file ", entity.dataset, ".csv, or a row csv-external named ", entity.dataset}));
  }
}

void Entities::place_in(Element& survey, Element& survey_meta) {
  if (declarations_.empty()) return;
  bool in_repeat = false;
  for (const auto& [declaration, container] : allocate_entities(declarations_, survey, problems_)) {
    const bool repeated = container->kind == Element::Kind::repeat || enclosing_repeat(*container) != nullptr;
    in_repeat = in_repeat || repeated;
    Element* meta = &survey_meta;
    if (container != &survey) {
      meta = &container->add(Element::Kind::group, "group", "meta");
      meta->bodyless = true;
    }
    Element& entity = meta->add(entity_element(*declaration, repeated, *arena_));
    // Before what the form notes about itself.
    if (meta == &survey_meta) std::rotate(meta->children.begin(), meta->children.end() - 1, meta->children.end());
    entity.parent = meta;
  }
  version_ = declarations_.size() > 1 || in_repeat ? "2025.1.0" : "2024.1.0";
}

} // namespace pilotage::forms::xlsform
