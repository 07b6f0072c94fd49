// Where in the form each entity stands. An entity belongs to the deepest repeat in which its questions are (its scope:
// one entity per instance of that repeat), and within it as near to the questions that save into it as can be; a group
// or repeat holds at most one entity.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "forms/xlsform/entities.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

using Path = std::vector<const Element*>; // from the survey down

Path path_of(const Element& container) {
  Path path;
  for (const Element* up = &container; up != nullptr; up = up->parent) path.insert(path.begin(), up);
  return path;
}

bool is_boundary(const Element& container) { return container.kind == Element::Kind::repeat || container.kind == Element::Kind::survey; }

const Element& scope_of(const Element& container) {
  const Element* up = &container;
  while (!is_boundary(*up)) up = up->parent;
  return *up;
}

std::size_t repeat_depth(const Element& container) {
  std::size_t depth = 0;
  for (const Element* up = &container; up != nullptr; up = up->parent) depth += up->kind == Element::Kind::repeat ? 1 : 0;
  return depth;
}

std::size_t depth_in_scope(const Element& container) {
  std::size_t depth = 0;
  for (const Element* up = &container; !is_boundary(*up); up = up->parent) ++depth;
  return depth;
}

bool holds(const Element& ancestor, const Element& container) {
  for (const Element* up = &container; up != nullptr; up = up->parent) {
    if (up == &ancestor) return true;
  }
  return false;
}

const Element& common_ancestor(const std::vector<const Element*>& containers) {
  const Element* common = containers.front();
  for (const Element* const container : containers) {
    while (!holds(*common, *container)) common = common->parent;
  }
  return *common;
}

std::string readable(const Element& container) {
  return container.kind == Element::Kind::survey ? std::string("the form itself") : cat({"\"", container.name, "\""});
}

struct Request {
  const EntityDeclaration* declaration = nullptr;
  const Element* scope = nullptr;
  const Element* wanted = nullptr;
  std::vector<const Element*> savers; // containers of the questions that save into it
};

// What one declaration asks for, by its references in the order of the survey.
class RequestReader {
public:
  RequestReader(const EntityDeclaration& declaration, Problems& problems) : declaration_(declaration), problems_(problems) {}

  Request read() {
    for (const EntityReference& reference : declaration_.references) take(reference);
    Request request{&declaration_, scope_, saver_ != nullptr ? saver_ : deepest_, savers_};
    if (savers_.size() == 1) request.wanted = savers_.front();
    if (savers_.size() > 1 && saver_ != nullptr) {
      const Element& boundary = scope_of(*saver_);
      const Element& common = common_ancestor(savers_);
      const auto rank = [](const Element& container) { return std::pair(repeat_depth(container), depth_in_scope(container)); };
      request.wanted = rank(common) > rank(boundary) ? &common : &boundary;
    }
    check(request);
    return request;
  }

private:
  void take(const EntityReference& reference) {
    const Element& container = *reference.container;
    const Element& scope = scope_of(container);
    const bool saves = !reference.property.empty();
    if (scope_ == nullptr || repeat_depth(scope) > repeat_depth(*scope_)) {
      scope_ = &scope;
      deepest_ = &container;
      if (saves) saver_ = &container;
    }
    const bool in_scope = &scope == scope_;
    if (in_scope && depth_in_scope(container) > depth_in_scope(*deepest_)) deepest_ = &container;
    if (!saves) return;
    if (std::find(savers_.begin(), savers_.end(), &container) == savers_.end()) savers_.push_back(&container);
    if (saver_ == nullptr || (in_scope && depth_in_scope(container) > depth_in_scope(*saver_))) saver_ = &container;
  }

  void check(const Request& request) {
    for (const EntityReference& reference : declaration_.references) {
      const Element& scope = scope_of(*reference.container);
      const bool saves = !reference.property.empty();
      const bool apart = !holds(scope, *scope_) || (saves && &scope_of(*request.wanted) != &scope);
      if (!apart) continue;
      const std::string other = readable(&scope_of(*request.wanted) != &scope && saves ? scope_of(*request.wanted) : *scope_);
      if (saves) {
        problems_.error({"survey", reference.row, "save_to"},
                        cat({"the entity \"", declaration_.dataset, "\" belongs to ", other, ", and this question is in another repeat"}),
                        "copy the answer there by a calculate, and save that");
      } else {
        problems_.error({"entities", declaration_.row, {}},
                        cat({"the entity \"", declaration_.dataset, "\" refers to \"", reference.question,
                             "\", which is in another repeat than ", other}),
                        "copy the answer there by a calculate, and refer to that");
      }
      return;
    }
  }

  const EntityDeclaration& declaration_;
  Problems& problems_;
  const Element* scope_ = nullptr;
  const Element* deepest_ = nullptr;
  const Element* saver_ = nullptr;
  std::vector<const Element*> savers_;
};

class Allocator {
public:
  explicit Allocator(Problems& problems) : problems_(problems) {}

  void place(const Request& request) {
    const Path path = path_of(*request.wanted);
    const std::size_t least = path_of(*request.scope).size();
    for (std::size_t length = path.size(); length >= least && length > 0; --length) {
      const Element* const container = path[length - 1];
      if (!taken_.contains(container)) {
        take(request, container);
        return;
      }
      const bool savers_taken =
          std::any_of(request.savers.begin(), request.savers.end(), [this](const Element* saver) { return taken_.contains(saver); });
      if (savers_taken) break;
    }
    problems_.error({"entities", request.declaration->row, {}},
                    cat({"there is no group left for the entity \"", request.declaration->dataset, "\" in ", readable(*request.scope),
                         ": each group or repeat can hold one"}),
                    "put the questions that belong to it into a group of their own");
  }

  std::map<const EntityDeclaration*, Element*> result;

private:
  // The way from the questions that save into it up to the entity is its own.
  void take(const Request& request, const Element* container) {
    result[request.declaration] = const_cast<Element*>(container);
    taken_[container] = request.declaration;
    for (const Element* saver : request.savers) {
      for (const Element* up = saver; up != nullptr && holds(*container, *up); up = up->parent) taken_[up] = request.declaration;
    }
  }

  Problems& problems_;
  std::map<const Element*, const EntityDeclaration*> taken_;
};

} // namespace

std::map<const EntityDeclaration*, Element*> allocate_entities(const std::vector<EntityDeclaration>& declarations, Element& survey,
                                                               Problems& problems) {
  std::vector<Request> requests;
  for (const EntityDeclaration& declaration : declarations) {
    if (declaration.references.empty()) {
      requests.push_back({&declaration, &survey, &survey, {}});
    } else {
      requests.push_back(RequestReader(declaration, problems).read());
    }
  }
  Allocator allocator(problems);
  // One entity in the form's own scope stands in the form's own meta block, wherever its questions are.
  if (requests.size() == 1 && requests[0].scope == &survey) {
    allocator.result[requests[0].declaration] = &survey;
    return allocator.result;
  }
  for (const Request& request : requests) allocator.place(request);
  return allocator.result;
}

} // namespace pilotage::forms::xlsform
