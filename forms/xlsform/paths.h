// From references to paths: ${age} becomes where that question stands in the form, seen from the question that refers
// to it. Within a repeat the path is relative, so that it means the same instance (XLSForm, "Using variables").
// Built once per form; afterwards constant, any thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "forms/xlsform/form_tree.h"

namespace pilotage::forms::xlsform {

struct PathStyle {
  bool use_current = false;      // within a predicate, where . is the item: begin relative paths with current()
  bool reference_parent = false; // for choices among a repeat's answers: step up to the repeat itself
};

class Paths {
public:
  explicit Paths(const Element& survey);

  // The text with its references replaced. References to nothing stay as they are: they were reported before.
  std::string resolve(std::string_view text, const Element& context, PathStyle style = {}) const;

  // The question, group or repeat of that name, if there is exactly one.
  const Element* find(std::string_view name) const;
  // How many there are.
  std::size_t count(std::string_view name) const;

private:
  struct Named {
    const Element* element = nullptr;
    std::size_t count = 0;
  };
  std::unordered_map<std::string_view, Named> names_;
};

} // namespace pilotage::forms::xlsform
