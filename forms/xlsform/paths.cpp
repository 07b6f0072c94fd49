#include "forms/xlsform/paths.h"

#include <algorithm>
#include <optional>

#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kLastSavedInstance = "instance('__last-saved')";

bool is_group(const Element& element) { return element.kind == Element::Kind::group || element.kind == Element::Kind::repeat; }

// The nearest group or repeat that holds both.
const Element* common_group(const Element& a, const Element& b) {
  for (const Element* up = a.parent; up != nullptr; up = up->parent) {
    if (!is_group(*up)) continue;
    for (const Element* other = b.parent; other != nullptr; other = other->parent) {
      if (other == up) return up;
    }
  }
  return nullptr;
}

const Element* common_repeat(const Element& a, const Element& b) {
  for (const Element* up = enclosing_repeat(a); up != nullptr; up = enclosing_repeat(*up)) {
    for (const Element* other = enclosing_repeat(b); other != nullptr; other = enclosing_repeat(*other)) {
      if (other == up) return up;
    }
  }
  return nullptr;
}

std::size_t steps_up(const Element& from, const Element& to) {
  std::size_t steps = 0;
  for (const Element* up = &from; up != &to && up != nullptr; up = up->parent) ++steps;
  return steps;
}

struct RelativePath {
  std::size_t steps = 0;
  std::string down;
};

// Choices among a repeat's answers need the way to the repeat itself, so that a filter can stand behind it.
bool steps_out_of(const Element& repeat, const Element& target, const Element& source) {
  return enclosing_repeat(target) == &repeat && (enclosing_repeat(repeat) == nullptr || enclosing_repeat(source) != &repeat);
}

std::optional<RelativePath> relative_path(const Element& target, const Element& source, bool reference_parent) {
  const Element* const repeat = common_repeat(source, target);
  if (repeat == nullptr) return std::nullopt;
  if (reference_parent && steps_out_of(*repeat, target, source)) {
    return RelativePath{steps_up(source, *repeat) + 1, target.path.substr(repeat->parent->path.size())};
  }
  const Element* const group = common_group(source, target);
  return RelativePath{steps_up(source, *group), target.path.substr(group->path.size())};
}

// Whether a reference stands within [ ] behind an instance().
bool in_predicate_of_instance(std::string_view text, const Reference& reference) {
  const std::size_t instance = text.find("instance(");
  if (instance == std::string_view::npos || text.find(')', instance) == std::string_view::npos) return false;
  for (std::size_t open = text.find('['); open != std::string_view::npos;) {
    const std::size_t close = text.find(']', open + 1);
    if (close == std::string_view::npos) return false;
    if (reference.start >= open && reference.start + reference.length <= close + 1) return true;
    open = text.find('[', close + 1);
  }
  return false;
}

// indexed-repeat(node, repeat, index, …) names its node and repeats by absolute paths; its indices are formulas like any.
bool is_absolute_argument(std::string_view text, const Reference& reference) {
  constexpr std::string_view kFunction = "indexed-repeat(";
  for (std::size_t start = text.find(kFunction); start != std::string_view::npos; start = text.find(kFunction, start + 1)) {
    std::size_t depth = 1;
    std::size_t argument = 0;
    for (std::size_t at = start + kFunction.size(); at < text.size() && depth > 0; ++at) {
      if (at == reference.start) {
        return argument == 0 || argument % 2 == 1;
      }
      if (text[at] == '(') ++depth;
      if (text[at] == ')') --depth;
      if (text[at] == ',' && depth == 1) ++argument;
    }
  }
  return false;
}

} // namespace

Paths::Paths(const Element& survey) {
  walk(survey, [this](const Element& element) {
    if (!element.is_named_node() || element.kind == Element::Kind::survey) return;
    Named& named = names_[element.name];
    named.element = &element;
    ++named.count;
  });
}

const Element* Paths::find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() || found->second.count != 1 ? nullptr : found->second.element;
}

std::size_t Paths::count(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? 0 : found->second.count;
}

std::string Paths::resolve(std::string_view text, const Element& context, PathStyle style) const {
  std::string result;
  std::size_t start = 0;
  for (const Reference& reference : references_in(text)) {
    const Element* const target = find(reference.name);
    if (target == nullptr) continue;
    result += text.substr(start, reference.start - start);
    start = reference.start + reference.length;
    result += ' ';
    std::optional<RelativePath> relative;
    if (!reference.last_saved && !is_absolute_argument(text, reference)) relative = relative_path(*target, context, style.reference_parent);
    if (relative) {
      if (style.use_current || in_predicate_of_instance(text, reference)) result += "current()/";
      for (std::size_t i = 0; i < relative->steps; ++i) result += i == 0 ? ".." : "/..";
      result += relative->down;
    } else {
      if (reference.last_saved) result += kLastSavedInstance;
      result += target->path;
    }
    result += ' ';
  }
  result += text.substr(start);
  return result;
}

} // namespace pilotage::forms::xlsform
