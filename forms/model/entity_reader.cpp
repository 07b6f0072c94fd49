#include "forms/model/entity_reader.h"

#include <charconv>

namespace pilotage::forms {

namespace {

// The newest version that is understood: entities in repeats.
constexpr int kNewestYear = 2025;
constexpr int kNewestOfYear = 1;

// "2024.1.0": the year, and which version of that year.
bool is_understood(std::string_view version) {
  int year = 0;
  int number = 0;
  const char* const end = version.data() + version.size();
  const auto [after_year, no_year] = std::from_chars(version.data(), end, year);
  if (no_year != std::errc() || after_year == end || *after_year != '.') return false;
  const auto [after_number, no_number] = std::from_chars(after_year + 1, end, number);
  if (no_number != std::errc()) return false;
  return year < kNewestYear || (year == kNewestYear && number <= kNewestOfYear);
}

EntityDeclaration declaration(const FormContent& form, PlaceId place) {
  EntityDeclaration entity;
  entity.entity = place;
  entity.scope = form.shape[form.shape[place].parent].parent;
  for (PlaceId at = form.shape[place].first_child; at != kNoPlace; at = form.shape[at].next_sibling) {
    const std::string_view name = form.names.local(form.shape[at].name);
    if (!form.shape[at].attribute) {
      if (name == "label") entity.label = at;
    } else if (name == "dataset") {
      entity.dataset = form.shape[at].initial;
    } else if (name == "id") {
      entity.id = at;
    } else if (name == "create") {
      entity.create = at;
    } else if (name == "update") {
      entity.update = at;
    } else if (name == "baseVersion") {
      entity.base_version = at;
    }
  }
  return entity;
}

// A property belongs to the entity of its own repeat, else of the nearest one around it.
void assign_properties(FormContent& form) {
  for (const Bind& bind : form.binds) {
    if (bind.save_to.empty()) continue;
    EntityDeclaration* nearest = nullptr;
    for (EntityDeclaration& entity : form.entities) {
      if (!form.shape.is_ancestor_or_self(entity.scope, bind.place)) continue;
      if (nearest == nullptr || form.shape[entity.scope].depth > form.shape[nearest->scope].depth) nearest = &entity;
    }
    if (nearest != nullptr) nearest->properties.emplace_back(bind.save_to, bind.place);
  }
}

} // namespace

Result<void> read_entities(XmlElement model, FormContent& form) {
  if (const auto version = model.find("entities-version", Namespace::entities); version && !is_understood(*version)) {
    return fail(ErrorCode::unsupported,
                "The form is written for version \"" + std::string(*version) +
                    "\" of the ODK entities specification, which this program does not know. A newer version of it may.",
                "model");
  }
  for (PlaceId place = 0; place < static_cast<PlaceId>(form.shape.size()); ++place) {
    const Place& here = form.shape[place];
    if (here.attribute || here.parent == kNoPlace || form.names.local(here.name) != "entity") continue;
    if (form.names.local(form.shape[here.parent].name) != "meta" || form.shape[here.parent].parent == kNoPlace) continue;
    form.entities.push_back(declaration(form, place));
  }
  assign_properties(form);
  return {};
}

} // namespace pilotage::forms
