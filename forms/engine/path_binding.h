// Answers the paths of an expression from what was bound when the form was read: a node is found by adding a slot to a frame, the items of
// an instance by an index. Nodes that are not relevant are not seen (ODK XForms, "Bindings": relevant).
#pragma once

#include "forms/engine/instance.h"
#include "forms/engine/repeat_totals.h"
#include "forms/xpath/host.h"

namespace pilotage::forms {

class PathBinding : public xpath::PathResolver {
public:
  PathBinding(const FormContent& form, const Instance& instance, const RepeatTotals& totals, const FormExpression& expression)
      : form_(form), instance_(instance), totals_(totals), bound_(expression) {}

  int resolve(const xpath::Expression& expression, int path, const xpath::Context& context, xpath::NodeSet& out) override;
  xpath::NodeId one(const xpath::Expression& expression, int path, const xpath::Context& context) override;
  void hide(xpath::NodeSet& nodes) override;
  // As ODK has it: a question without an answer is not true, and neither is the answer false of a boolean one.
  std::optional<bool> truth(xpath::NodeRef node) override;

  std::optional<double> sum(const xpath::Expression& expression, int path, const xpath::Context& context) override;
  std::optional<double> count(const xpath::Expression& expression, int path, const xpath::Context& context) override;

  std::optional<double> position(xpath::NodeRef node) override;

  // The nodes of a bound path, from a node of the main instance.
  void nodes(const BoundPath& path, xpath::NodeId from, xpath::NodeSet& out) const;

private:
  // The node that a bound path starts from; kNoNode: it is not in the main instance.
  xpath::NodeId start(const BoundPath& path, const xpath::Context& context) const;
  int look_up(const BoundPath& path, const xpath::Context& context, xpath::NodeSet& out) const;

  const FormContent& form_;
  const Instance& instance_;
  const RepeatTotals& totals_;
  const FormExpression& bound_;
};

} // namespace pilotage::forms
