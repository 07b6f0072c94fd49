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

std::vector<std::string_view> split(std::string_view values) {
  std::vector<std::string_view> parts;
  while (!values.empty()) {
    const std::size_t blank = values.find(' ');
    if (blank != 0) parts.push_back(values.substr(0, blank));
    values = blank == std::string_view::npos ? std::string_view() : values.substr(blank + 1);
  }
  return parts;
}

std::string join(const std::vector<std::string_view>& parts) {
  std::string joined;
  for (const std::string_view part : parts) {
    if (!joined.empty()) joined += ' ';
    joined += part;
  }
  return joined;
}

} // namespace

std::uint64_t RunningForm::list_key(std::int32_t control, NodeId node) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(control)) << 32 | static_cast<std::uint32_t>(node);
}

const std::vector<Choice>& RunningForm::choices(std::int32_t control, NodeId node) const {
  ChoiceList& list = lists_[list_key(control, node)];
  if (!list.current) {
    // A list that cannot be made is empty.
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
    PathBinding binding(form_, instance_, totals_, expression);
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
  const auto written = form_.choices_of(control);
  list.choices.reserve(written.size());
  for (const ChoiceSource& source : written) list.choices.push_back(written_choice(source, node));
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

// Several answers stand in the order of the choices, each once; what is no choice stands after them.
std::string RunningForm::in_order_of_choices(std::int32_t control, NodeId node, std::string_view values) const {
  const std::vector<std::string_view> given = split(values);
  if (given.size() < 2) return join(given);
  std::vector<std::string_view> ordered;
  for (const Choice& choice : choices(control, node)) {
    if (std::ranges::find(given, choice.value) != given.end()) ordered.emplace_back(choice.value);
  }
  for (const std::string_view value : given) {
    if (std::ranges::find(ordered, value) == ordered.end()) ordered.push_back(value);
  }
  return join(ordered);
}

// What is left of an answer. A ranking that was given once also takes up choices that have come since, at its end.
std::string RunningForm::still_chosen(const Control& control, NodeId node, const std::vector<Choice>& choices) const {
  const auto lost = lost_.find(node);
  const std::string_view given = lost == lost_.end() ? instance_.value(node) : std::string_view(lost->second);
  if (control.kind == ControlKind::select_one) return std::string(has_choice(choices, given) ? given : "");
  std::vector<std::string_view> kept;
  for (const std::string_view value : split(given)) {
    if (has_choice(choices, value)) kept.push_back(value);
  }
  if (control.kind == ControlKind::rank) {
    for (const Choice& choice : choices) {
      if (std::ranges::find(kept, choice.value) == kept.end()) kept.emplace_back(choice.value);
    }
  }
  return join(kept);
}

// What is left of an answer to a question whose choices are written in the form.
std::string RunningForm::still_written(const Control& control, std::string_view given) const {
  const auto written = form_.choices_of(control);
  const auto known = [&](std::string_view value) { return std::ranges::find(written, value, &ChoiceSource::value) != written.end(); };
  if (control.kind == ControlKind::select_one) return std::string(known(given) ? given : std::string_view());
  std::vector<std::string_view> kept = split(given);
  std::erase_if(kept, [&](std::string_view value) { return !known(value); });
  return join(kept);
}

// An answer that is no choice any more is taken away, as ODK does; it comes back when its choice does.
Result<void> RunningForm::clear_lost_choices(bool& again) {
  std::vector<std::pair<std::int32_t, NodeId>> dirty;
  dirty.swap(dirty_lists_);
  for (const auto& [control_id, node] : dirty) {
    if (!instance_.has(node) || !instance_.is_live(instance_.frame_of(node))) continue;
    if (instance_.value(node).empty() && !lost_.contains(node)) continue;
    const Control& control = form_.control(control_id);
    if (misses_attachment(control)) continue;
    ChoiceList& list = lists_[list_key(control_id, node)];
    if (!list.current) {
      list.choices.clear();
      if (auto made = make_choices(control_id, node, list); !made) return made;
      list.current = true;
    }
    const std::string kept = still_chosen(control, node, list.choices);
    if (kept == instance_.value(node)) continue;
    lost_.try_emplace(node, instance_.value(node));
    again = put(node, kept) || again;
  }
  return {};
}

// Without its attachment a list is empty, and that takes nobody's answers away.
bool RunningForm::misses_attachment(const Control& control) const {
  for (const BoundPath& path : form_.expression(form_.itemsets[static_cast<std::size_t>(control.itemset)].nodes).paths) {
    if (path.instance != -1 && form_.instances[static_cast<std::size_t>(path.instance)].kind == SecondaryInstance::Kind::missing)
      return true;
  }
  return false;
}

} // namespace pilotage::forms
