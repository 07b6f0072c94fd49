// The choices of a question: those that are written in it, or those that its itemset leaves. Lists are made when they are asked for
// and kept until something that they depend on changes.
#include <algorithm>

#include "forms/engine/path_binding.h"
#include "forms/engine/running_form.h"

namespace pilotage::forms {

using xpath::NodeId;
using xpath::NodeRef;

namespace {

bool has_choice(const std::vector<Choice>& choices, std::string_view value) {
  return std::ranges::find(choices, value, &Choice::value) != choices.end();
}

// The values of the list that are still choices, in their order.
std::string remaining(std::string_view values, const std::vector<Choice>& choices) {
  std::string kept;
  while (!values.empty()) {
    const std::size_t blank = values.find(' ');
    const std::string_view value = values.substr(0, blank);
    values = blank == std::string_view::npos ? std::string_view() : values.substr(blank + 1);
    if (value.empty() || !has_choice(choices, value)) continue;
    if (!kept.empty()) kept += ' ';
    kept += value;
  }
  return kept;
}

} // namespace

std::uint64_t RunningForm::list_key(std::int32_t control, NodeId node) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(control)) << 32 | static_cast<std::uint32_t>(node);
}

const std::vector<Choice>& RunningForm::choices(std::int32_t control, NodeId node) const {
  ChoiceList& list = lists_[list_key(control, node)];
  if (!list.current) {
    // A list that cannot be made is empty; validating and finalizing say why.
    list.choices.clear();
    if (auto made = make_choices(control, node, list); !made) list.choices.clear();
    list.current = true;
  }
  return list.choices;
}

Choice RunningForm::written_choice(const ChoiceSource& source, NodeId node) const {
  Choice choice;
  choice.value = std::string(source.value);
  choice.label = text(source.label, node);
  if (source.label.kind != TextSource::Kind::itext) return choice;
  choice.image = text(source.label, node, TextForm::image);
  choice.audio = text(source.label, node, TextForm::audio);
  choice.video = text(source.label, node, TextForm::video);
  return choice;
}

Choice RunningForm::item_choice(const Itemset& itemset, NodeRef item, NodeId node) const {
  const auto part = [&](ExpressionId id, xpath::NameId name) {
    std::string value;
    if (id == kNoExpression) return value;
    if (name != xpath::kNoName && item.tree != &instance_.tree()) {
      const NodeId child = item.tree->child(item.id, name);
      std::string scratch;
      if (child != xpath::kNoNode) value = item.tree->string_value(child, scratch);
      return value;
    }
    const FormExpression& expression = form_.expression(id);
    PathBinding binding(form_, instance_, expression);
    if (!xpath::evaluate_string(expression.expression, context_of(item, node, binding), value)) value.clear();
    return value;
  };
  Choice choice;
  choice.value = part(itemset.value, itemset.value_name);
  choice.label = part(itemset.label, itemset.label_name);
  if (!itemset.label_is_itext) return choice;
  const auto id = form_.itext.find(choice.label);
  if (!id) return choice;
  const TextSource source{TextSource::Kind::itext, *id, {}};
  choice.label = text(source, node);
  choice.image = text(source, node, TextForm::image);
  choice.audio = text(source, node, TextForm::audio);
  choice.video = text(source, node, TextForm::video);
  return choice;
}

Result<void> RunningForm::make_choices(std::int32_t control_id, NodeId node, ChoiceList& list) const {
  const Control& control = form_.control(control_id);
  for (const ChoiceSource& source : control.choices) list.choices.push_back(written_choice(source, node));
  if (control.itemset == -1) return {};
  const Itemset& itemset = form_.itemsets[static_cast<std::size_t>(control.itemset)];
  auto items = nodes(itemset.nodes, node);
  if (!items) return std::unexpected(items.error());
  list.choices.reserve(list.choices.size() + items->size());
  for (const NodeRef item : *items) list.choices.push_back(item_choice(itemset, item, node));
  return {};
}

void RunningForm::forget_choices() {
  for (auto& [key, list] : lists_) list.current = false;
}

// An answer that is no choice any more is taken away, as ODK does.
Result<void> RunningForm::clear_lost_choices(bool& again) {
  std::vector<std::pair<std::int32_t, NodeId>> dirty;
  dirty.swap(dirty_lists_);
  for (const auto& [control_id, node] : dirty) {
    if (!instance_.has(node) || !instance_.is_live(instance_.frame_of(node)) || instance_.value(node).empty()) continue;
    const Control& control = form_.control(control_id);
    ChoiceList& list = lists_[list_key(control_id, node)];
    if (!list.current) {
      list.choices.clear();
      if (auto made = make_choices(control_id, node, list); !made) return made;
      list.current = true;
    }
    const std::string_view value = instance_.value(node);
    const std::string kept = control.kind == ControlKind::select_one ? std::string(has_choice(list.choices, value) ? value : "")
                                                                     : remaining(value, list.choices);
    again = put(node, kept) || again;
  }
  return {};
}

} // namespace pilotage::forms
