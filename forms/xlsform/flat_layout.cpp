#include "forms/xlsform/flat_layout.h"

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

void flatten_below(Element& section, std::string_view relevance, TextArena& arena) {
  for (const auto& child : section.children) {
    const std::string_view own = child->bind.get("relevant");
    std::string_view both = relevance.empty() ? own : relevance;
    if (!relevance.empty() && !own.empty()) both = arena.keep(cat({relevance, " and (", own, ")"}));
    if (!child->children.empty()) {
      child->flat = true;
      flatten_below(*child, both, arena);
    } else if (!both.empty()) {
      child->bind.set("relevant", both);
    }
  }
}

} // namespace

void flatten(Element& survey, TextArena& arena) { flatten_below(survey, {}, arena); }

} // namespace pilotage::forms::xlsform
