// Expressions of the form, and what they may ask of it beside the nodes that they name.
#include <cmath>

#include "forms/engine/direct_evaluation.h"
#include "forms/engine/path_binding.h"
#include "forms/engine/running_form.h"
#include "forms/engine/values.h"

namespace pilotage::forms {

using xpath::NodeId;
using xpath::NodeRef;

xpath::Context RunningForm::context_of(NodeRef node, NodeId current, xpath::PathResolver& resolver) const {
  xpath::Context context;
  context.node = node;
  context.root = {&instance_.tree(), xpath::kDocument};
  context.current = {&instance_.tree(), current};
  // position() in the bind of a repeat is that of the instance, as JavaRosa has it.
  const bool own = node.tree == &instance_.tree() && node.id == current && current != xpath::kNoNode;
  if (own && form_.shape[instance_.place_of(current)].repeat) context.position = instance_.frame(instance_.frame_of(node.id)).index + 1;
  // Asking does not change the form: Host is not const only because other hosts keep caches.
  context.host = const_cast<RunningForm*>(this);
  context.resolver = &resolver;
  return context;
}

Error RunningForm::explain(const Error& error, ExpressionId expression) const {
  Error explained = error;
  explained.where = form_.where(expression) + (error.where.empty() ? "" : ", " + error.where);
  return explained;
}

std::optional<double> RunningForm::direct_number(ExpressionId id, NodeId node) const {
  const DirectProgram& program = form_.expression(id).direct;
  if (program.gives != DirectProgram::Gives::number) return std::nullopt;
  return evaluate_directly(form_.steps_of(program), instance_, node);
}

Result<bool> RunningForm::is_true(ExpressionId id, NodeId node) const {
  const FormExpression& expression = form_.expression(id);
  if (expression.direct.gives == DirectProgram::Gives::condition) {
    if (const auto value = evaluate_directly(form_.steps_of(expression.direct), instance_, node)) return *value != 0;
  }
  PathBinding binding(form_, instance_, totals_, expression);
  auto value = xpath::evaluate_boolean(expression.expression, context_of({&instance_.tree(), node}, node, binding));
  if (!value) return std::unexpected(explain(value.error(), id));
  return value;
}

Result<double> RunningForm::number(ExpressionId id, NodeId node) const {
  if (const auto value = direct_number(id, node)) return *value;
  const FormExpression& expression = form_.expression(id);
  PathBinding binding(form_, instance_, totals_, expression);
  auto value = xpath::evaluate_number(expression.expression, context_of({&instance_.tree(), node}, node, binding));
  if (!value) return std::unexpected(explain(value.error(), id));
  return value;
}

Result<void> RunningForm::string(ExpressionId id, NodeId node, std::string& out) const {
  const FormExpression& expression = form_.expression(id);
  PathBinding binding(form_, instance_, totals_, expression);
  auto value = xpath::evaluate_string(expression.expression, context_of({&instance_.tree(), node}, node, binding), out);
  if (!value) return std::unexpected(explain(value.error(), id));
  return value;
}

// A boolean is stored as "true" or "false" whatever the type of its place: results are stored by string() (ODK XForms, "XPath Functions").
// JavaRosa writes 1 and 0; what is read is either (PathBinding::truth).
Result<void> RunningForm::answer_text(ExpressionId id, NodeId node, std::string& out) const {
  const FormExpression& expression = form_.expression(id);
  if (expression.expression.ast().gives_number()) {
    const auto value = number(id, node);
    if (!value) return std::unexpected(value.error());
    out.clear();
    if (!std::isnan(*value)) xpath::append_number(*value, out);
    return {};
  }
  auto text = string(id, node, out);
  if (!text || out != "NaN") return text;
  PathBinding binding(form_, instance_, totals_, expression);
  const auto value = xpath::evaluate(expression.expression, context_of({&instance_.tree(), node}, node, binding));
  if (value && value->is(xpath::ValueType::number)) out.clear();
  return {};
}

Result<void> RunningForm::calculated_text(ExpressionId id, NodeId node, DataType type, std::string& out) const {
  if (type == DataType::integer && form_.expression(id).expression.ast().gives_number()) {
    const auto value = number(id, node);
    if (!value) return std::unexpected(value.error());
    out.clear();
    if (const auto whole = integer_part(*value)) out = std::to_string(*whole);
    return {};
  }
  auto text = answer_text(id, node, out);
  if (text && !is_calculated(type, out)) out = calculated_value(type, out, environment_);
  return text;
}

Result<xpath::NodeSet> RunningForm::nodes(ExpressionId id, NodeId node) const {
  const FormExpression& expression = form_.expression(id);
  PathBinding binding(form_, instance_, totals_, expression);
  auto value = xpath::evaluate_nodes(expression.expression, context_of({&instance_.tree(), node}, node, binding));
  if (!value) return std::unexpected(explain(value.error(), id));
  return value;
}

std::optional<NodeRef> RunningForm::instance(std::string_view id) {
  for (const SecondaryInstance& instance : form_.instances) {
    if (instance.id != id) continue;
    if (instance.kind != SecondaryInstance::Kind::last_saved) return NodeRef{&instance.tree, xpath::kDocument};
    return NodeRef{&session_instances_.at(instance.id), xpath::kDocument};
  }
  return std::nullopt;
}

std::string_view RunningForm::language_name() const {
  const auto& languages = form_.itext.languages();
  return languages.empty() ? std::string_view() : std::string_view(languages[static_cast<std::size_t>(language_)]);
}

std::optional<xpath::Value> RunningForm::itext(std::string_view id) {
  const auto known = form_.itext.find(id);
  if (!known || !form_.itext.defined(*known)) return std::nullopt;
  return xpath::Value(text({TextSource::Kind::itext, *known, {}}, instance_.node(kRootFrame, kRootPlace)));
}

std::optional<std::string> RunningForm::choice_name(std::string_view value, std::string_view path, const xpath::Context& context) {
  const NodeId from = context.current.tree == &instance_.tree() ? context.current.id : instance_.node(kRootFrame, kRootPlace);
  const auto place = ExpressionCompiler::plain_path(form_, path, instance_.place_of(from));
  if (!place || *place == kNoPlace) return std::nullopt;
  const std::int32_t control = form_.control_of[static_cast<std::size_t>(*place)];
  const NodeId node = instance_.nearest(instance_.frame_of(from), *place);
  if (control == -1 || node == xpath::kNoNode) return std::nullopt;
  for (const Choice& choice : choices(control, node)) {
    if (choice.value == value) return choice.label;
  }
  return std::nullopt;
}

// Columns that are attributes ("@code"): the evaluator itself looks among child elements.
std::optional<std::string> RunningForm::pulldata(std::string_view id, std::string_view column, std::string_view key_column,
                                                 std::string_view key) {
  if (!column.starts_with('@') && !key_column.starts_with('@')) return std::nullopt;
  const auto found = instance(id);
  if (!found) return std::nullopt;
  const xpath::Tree& tree = *found->tree;
  const auto cell = [&](NodeId item, std::string_view name) {
    const bool attribute = name.starts_with('@');
    const xpath::NameId known = form_.names.find("", attribute ? name.substr(1) : name);
    if (known == xpath::kNoName) return xpath::kNoNode;
    return attribute ? tree.attribute(item, known) : tree.child(item, known);
  };
  const NodeId root = tree.document_element();
  std::string scratch;
  for (NodeId item = root == xpath::kNoNode ? root : tree.first_child(root); item != xpath::kNoNode; item = tree.next_sibling(item)) {
    if (!tree.is_element(item)) continue;
    const NodeId key_cell = cell(item, key_column);
    if (key_cell == xpath::kNoNode || tree.string_value(key_cell, scratch) != key) continue;
    const NodeId value = cell(item, column);
    return value == xpath::kNoNode ? std::string() : std::string(tree.string_value(value, scratch));
  }
  return std::string();
}

} // namespace pilotage::forms
