// The part of FormSession that a screen walks: items, their texts and choices, and repeats.
#include "forms/engine/form_session.h"
#include "forms/engine/running_form.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {

const Control& control_of(const RunningForm& form, const Item& item) { return form.form().control(item.control); }

} // namespace

Item FormSession::body() const {
  const Instance& instance = running().instance();
  return {.kind = Item::Kind::group, .control = 0, .node = Node{instance.node(kRootFrame, kRootPlace)}};
}

std::vector<Item> FormSession::children(const Item& parent) const {
  const RunningForm& form = running();
  const Instance& instance = form.instance();
  std::vector<Item> items;
  if (parent.kind == Item::Kind::question) return items;
  const FrameId frame = instance.frame_of(node_id(parent.node));
  const Control& control = control_of(form, parent);
  if (parent.kind == Item::Kind::repeat) {
    int position = 0;
    for (const FrameId inside : instance.instances(frame, form.form().shape[control.place].frame)) {
      items.push_back({Item::Kind::repeat_instance, parent.control, Node{instance.frame(inside).base}, ++position});
    }
    return items;
  }
  for (std::int32_t at = control.first_child; at != -1; at = form.form().control(at).next_sibling) {
    const Control& child = form.form().control(at);
    const bool repeat = child.kind == ControlKind::repeat;
    const bool group = child.kind == ControlKind::group;
    const PlaceId place = repeat ? form.form().shape[child.place].parent : child.place;
    const NodeId node = instance.nearest(frame, place);
    if (node == xpath::kNoNode) continue;
    items.push_back({repeat ? Item::Kind::repeat : group ? Item::Kind::group : Item::Kind::question, at, Node{node}});
  }
  return items;
}

ControlKind FormSession::control_kind(const Item& item) const { return control_of(running(), item).kind; }

DataType FormSession::data_type(const Item& item) const {
  const Control& control = control_of(running(), item);
  const Bind* bind = running().form().bind(control.place);
  if (bind != nullptr && bind->typed && bind->type != DataType::string) return bind->type;
  // Where the bind leaves it open, the control tells.
  switch (control.kind) {
  case ControlKind::select_one: return DataType::select_one;
  case ControlKind::select_multiple: return DataType::select;
  case ControlKind::rank: return DataType::rank;
  case ControlKind::upload: return DataType::binary;
  default: return DataType::string;
  }
}

Text FormSession::text(const Item& item) const { return running().texts(control_of(running(), item), node_id(item.node)); }
std::string_view FormSession::appearance(const Item& item) const { return control_of(running(), item).appearance; }

std::string_view FormSession::parameter(const Item& item, std::string_view name) const {
  const Control& control = control_of(running(), item);
  for (const auto& [known, value] : control.parameters) {
    if (known == name) return value;
  }
  const Bind* bind = item.kind == Item::Kind::question ? running().form().bind(control.place) : nullptr;
  if (bind == nullptr) return {};
  for (const auto& [known, value] : bind->odk) {
    if (known == name) return value;
  }
  return {};
}

const std::vector<Choice>& FormSession::choices(const Item& item) const { return running().choices(item.control, node_id(item.node)); }

bool FormSession::can_add(const Item& repeat) const {
  const Control& control = control_of(running(), repeat);
  return control.kind == ControlKind::repeat && control.count == kNoExpression && !control.fixed;
}

bool FormSession::can_remove(const Item& instance) const { return instance.kind == Item::Kind::repeat_instance && can_add(instance); }

Result<Changes> FormSession::add_repeat(const Item& repeat) {
  const Control& control = control_of(running(), repeat);
  if (control.kind != ControlKind::repeat) return fail(ErrorCode::not_found, "This is not a repeat.", ref(repeat.node));
  if (!can_add(repeat)) return fail(ErrorCode::readonly, "The form itself decides how many there are.", ref(repeat.node));
  const Instance& instance = running().instance();
  const FrameTypeId type = running().form().shape[control.place].frame;
  FrameId parent = instance.frame_of(node_id(repeat.node));
  if (instance.frame(parent).type == type) parent = instance.frame(parent).parent;
  return running().add_repeat(parent, type);
}

Result<Changes> FormSession::remove_repeat(const Item& instance) {
  if (instance.kind != Item::Kind::repeat_instance || !running().instance().has(node_id(instance.node))) {
    return fail(ErrorCode::not_found, "There is no such instance of the repeat.");
  }
  if (!can_remove(instance)) return fail(ErrorCode::readonly, "The form itself decides how many there are.", ref(instance.node));
  return running().remove_repeat(running().instance().frame_of(node_id(instance.node)));
}

Result<Changes> FormSession::add_repeat(std::string_view ref) {
  const auto [parent, type] = running().find_repeat(ref);
  if (parent == kNoFrame) return fail(ErrorCode::not_found, "There is no such repeat.", std::string(ref));
  return running().add_repeat(parent, type);
}

Result<Changes> FormSession::remove_repeat(std::string_view ref) {
  const auto node = running().find(ref);
  if (!node || !running().form().shape[running().instance().place_of(*node)].repeat) {
    return fail(ErrorCode::not_found, "There is no such instance of the repeat.", std::string(ref));
  }
  return running().remove_repeat(running().instance().frame_of(*node));
}

int FormSession::repeat_count(std::string_view ref) const {
  const auto [parent, type] = running().find_repeat(ref);
  return parent == kNoFrame ? 0 : static_cast<int>(running().instance().instances(parent, type).size());
}

bool FormSession::is_repeat(std::string_view ref) const { return running().find_repeat(ref).first != kNoFrame; }

std::optional<Item> FormSession::question(Node node) const {
  if (!running().instance().has(node_id(node))) return std::nullopt;
  const std::int32_t control = running().form().control_of[static_cast<std::size_t>(running().instance().place_of(node_id(node)))];
  if (control == -1) return std::nullopt;
  return Item{.kind = Item::Kind::question, .control = control, .node = node};
}

} // namespace pilotage::forms
