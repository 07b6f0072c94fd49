#include "forms/engine/running_form.h"

namespace pilotage::forms {

RunningForm::RunningForm(std::shared_ptr<const FormDefinition> form, Environment environment)
    : definition_(std::move(form)), form_(definition_->content()), environment_(std::move(environment)), instance_(form_),
      totals_(form_, instance_), language_(form_.itext.default_language()) {
  pending_.resize(form_.graph.rules().size());
  pending_rules_.resize(form_.graph.rules().size() / 64 + 1);
  for (const Action& action : form_.actions) {
    if (!action.value_changed) continue;
    fires_value_changed_.resize(form_.shape.size());
    fires_value_changed_[static_cast<std::size_t>(action.scope)] = true;
  }
}

Result<Changes> RunningForm::end_step(Result<void> outcome) {
  if (outcome) return log_.commit(instance_);
  clear_pending();
  log_.undo(instance_);
  totals_.rebuild();
  forget_choices();
  return std::unexpected(outcome.error());
}

} // namespace pilotage::forms
