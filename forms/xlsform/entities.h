// Entities: what a form creates or updates on the server besides its own submissions (ODK XForms Entities). The
// entities sheet declares them; questions save into them by the save_to column; each stands in the form below the
// group or repeat that its questions belong to. One conversion, one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/settings.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

// A question that ties an entity to a place in the form: it saves into it, or the entity's formulas refer to it.
struct EntityReference {
  const Element* container = nullptr; // the survey, group or repeat that holds the question
  int row = 0;
  std::string_view property; // where it saves to; empty for a question that is referred to
  std::string_view question;
};

struct EntityDeclaration {
  std::string_view dataset;
  int row = 0;
  std::string_view entity_id;
  std::string_view create_if;
  std::string_view update_if;
  std::string_view label;
  std::vector<std::string_view> questions; // that its formulas refer to
  std::vector<EntityReference> references;
};

class Entities {
public:
  Entities(Workbook& workbook, const Settings& settings, Problems& problems);

  bool empty() const { return declarations_.empty(); }
  bool has(std::string_view dataset) const;

  // Takes note of a row of the survey: what it saves to, and whether an entity refers to it. `container` holds it.
  void add_row(Element& element, const Element& container, const Place& save_to);

  // An entity that is updated is looked up by its id: `is_instance` tells whether the form has its list.
  void check_lists(const std::function<bool(std::string_view)>& is_instance) const;

  // Puts each entity below the right group or repeat. `survey_meta` is the form's own meta group.
  void place_in(Element& survey, Element& survey_meta);

  // The version of the specification that the form needs: empty without entities.
  std::string_view version() const { return version_; }

private:
  void read_row(const Sheet& sheet, std::size_t row, const std::vector<std::vector<std::string>>& paths);
  void check(const EntityDeclaration& declaration, const Sheet& sheet);
  EntityDeclaration* target_of(std::string_view& save_to, const Place& place);
  void check_property(EntityDeclaration& declaration, std::string_view property, const Element& element, const Place& place);

  std::shared_ptr<TextArena> arena_;
  Problems& problems_;
  std::vector<EntityDeclaration> declarations_;
  std::string_view version_;
};

// The element <entity> of a declaration, for a place within a repeat or outside.
std::unique_ptr<Element> entity_element(const EntityDeclaration& declaration, bool in_repeat, TextArena& arena);

// Where each entity goes: by declaration, the container that gets it. Problems where two want the same place.
std::map<const EntityDeclaration*, Element*> allocate_entities(const std::vector<EntityDeclaration>& declarations, Element& survey,
                                                               Problems& problems);

} // namespace pilotage::forms::xlsform
