#include "forms/xlsform/form_tree.h"

#include <utility>

namespace pilotage::forms::xlsform {
namespace {

void set_paths_below(Element& element) {
  for (const auto& child : element.children) {
    child->path = element.path;
    if (!child->flat) {
      child->path += child->kind == Element::Kind::entity_attribute ? "/@" : "/";
      child->path += child->name;
    }
    set_paths_below(*child);
  }
}

} // namespace

Element& Element::add(std::unique_ptr<Element> child) {
  child->parent = this;
  children.push_back(std::move(child));
  return *children.back();
}

Element& Element::add(Kind child_kind, std::string_view child_type, std::string_view child_name) {
  auto child = std::make_unique<Element>();
  child->kind = child_kind;
  child->type = child_type;
  child->name = child_name;
  if (child_kind == Kind::question) child->question = find_question_type(child_type);
  return add(std::move(child));
}

std::unique_ptr<Element> clone(const Element& element) {
  auto copy = std::make_unique<Element>();
  copy->kind = element.kind;
  copy->row = element.row;
  copy->type = element.type;
  copy->name = element.name;
  copy->question = element.question;
  copy->label = element.label;
  copy->hint = element.hint;
  copy->guidance_hint = element.guidance_hint;
  copy->media = element.media;
  copy->bind = element.bind;
  copy->constraint_message = element.constraint_message;
  copy->required_message = element.required_message;
  copy->no_app_error = element.no_app_error;
  copy->control = element.control;
  copy->instance = element.instance;
  copy->intent = element.intent;
  copy->has_unnamed_medium = element.has_unnamed_medium;
  copy->default_value = element.default_value;
  copy->dynamic_default = element.dynamic_default;
  copy->actions = element.actions;
  copy->triggers = element.triggers;
  copy->has_trigger = element.has_trigger;
  copy->itemset = element.itemset;
  copy->choice_filter = element.choice_filter;
  copy->query = element.query;
  copy->value_ref = element.value_ref;
  copy->label_ref = element.label_ref;
  copy->seed = element.seed;
  copy->randomize = element.randomize;
  copy->uses_search = element.uses_search;
  copy->parameters = element.parameters;
  copy->tags = element.tags;
  copy->flat = element.flat;
  copy->bodyless = element.bodyless;
  for (const auto& child : element.children) copy->add(clone(*child));
  return copy;
}

void set_paths(Element& survey) {
  survey.path = "/" + std::string(survey.name);
  set_paths_below(survey);
}

const Element* enclosing_repeat(const Element& element) {
  for (const Element* up = element.parent; up != nullptr; up = up->parent) {
    if (up->kind == Element::Kind::repeat) return up;
  }
  return nullptr;
}

} // namespace pilotage::forms::xlsform
