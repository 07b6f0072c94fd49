// Answers the paths of an expression from what was bound when the form was read: a node is found by adding a slot to a frame, the items of
// an instance by an index. Nodes that are not relevant are not seen (ODK XForms, "Bindings": relevant).
#pragma once

#include "forms/engine/instance.h"
#include "forms/xpath/host.h"

namespace pilotage::forms {

class PathBinding : public xpath::PathResolver {
public:
  PathBinding(const FormContent& form, const Instance& instance, const FormExpression& expression)
      : form_(form), instance_(instance), bound_(expression) {}

  int resolve(const xpath::Expression& expression, int path, const xpath::Context& context, xpath::NodeSet& out) override;
  void hide(xpath::NodeSet& nodes) override;
  // As ODK has it: a question without an answer is not true, and neither is the answer false of a boolean one.
  std::optional<bool> truth(xpath::NodeRef node) override;

  // The nodes of a bound path, from a node of the main instance.
  void nodes(const BoundPath& path, xpath::NodeId from, xpath::NodeSet& out) const;

private:
  int look_up(const BoundPath& path, const xpath::Context& context, xpath::NodeSet& out) const;

  const FormContent& form_;
  const Instance& instance_;
  const FormExpression& bound_;
};

} // namespace pilotage::forms
