#include "forms/engine/instance.h"

#include <algorithm>

namespace pilotage::forms {

using xpath::NodeId;

Instance::Instance(const FormContent& form) : form_(form) {
  tree_.reserve(form.shape.size() + 16);
  build(0, kNoFrame, xpath::kNoNode);
}

FrameId Instance::build(FrameTypeId type, FrameId parent, NodeId before) {
  const FrameType& shape = form_.shape.frame(type);
  const auto id = static_cast<FrameId>(frames_.size());
  const auto base = static_cast<NodeId>(tree_.size());
  frames_.push_back({type, parent, base, 0, static_cast<std::int32_t>(lists_.size()), true});
  lists_.resize(lists_.size() + shape.repeats.size());
  for (const PlaceId place_id : shape.slots) {
    const Place& place = form_.shape[place_id];
    NodeId above = xpath::kDocument;
    if (place.parent != kNoPlace) above = place_id == shape.root ? node(parent, place.parent) : base + form_.shape[place.parent].slot;
    if (place.attribute) {
      tree_.append_attribute(above, place.name, place.initial, place.prefix);
      continue;
    }
    const NodeId element = tree_.insert_element(above, place_id == shape.root ? before : xpath::kNoNode, place.name, place.prefix);
    if (!place.initial.empty()) tree_.append_text(element, place.initial);
  }
  nodes_.resize(tree_.size());
  for (std::size_t slot = 0; slot < shape.slots.size(); ++slot) {
    NodeRow& row = nodes_[static_cast<std::size_t>(base) + slot];
    row.frame = id;
    row.place = shape.slots[slot];
  }
  return id;
}

NodeId Instance::nearest(FrameId from, PlaceId place) const {
  const FrameTypeId wanted = form_.shape[place].frame;
  FrameId at = ancestor(from, form_.shape.common_frame(frame(from).type, wanted));
  while (frame(at).type != wanted) {
    FrameTypeId next = wanted;
    while (form_.shape.frame(next).parent != frame(at).type) next = form_.shape.frame(next).parent;
    const auto inside = instances(at, next);
    if (inside.empty()) return xpath::kNoNode;
    at = inside.front();
  }
  return node(at, place);
}

std::vector<FrameId>& Instance::list(FrameId parent, FrameTypeId repeat) {
  return lists_[static_cast<std::size_t>(frame(parent).first_list + form_.shape.frame(repeat).index_in_parent)];
}

std::span<const FrameId> Instance::instances(FrameId parent, FrameTypeId repeat) const {
  return lists_[static_cast<std::size_t>(frame(parent).first_list + form_.shape.frame(repeat).index_in_parent)];
}

void Instance::frames_below(FrameId from, FrameTypeId type, std::vector<FrameId>& into) const {
  if (frame(from).type == type) {
    into.push_back(from);
    return;
  }
  FrameTypeId next = type;
  while (form_.shape.frame(next).parent != frame(from).type) next = form_.shape.frame(next).parent;
  for (const FrameId inside : instances(from, next)) frames_below(inside, type, into);
}

// The node that an instance at that position of its repeat stands before: the one that has the position now, or what comes after the
// repeat.
NodeId Instance::following(FrameId parent, FrameTypeId repeat, std::size_t position) const {
  const auto others = instances(parent, repeat);
  if (position < others.size()) return frame(others[position]).base;
  const PlaceId place = form_.shape.frame(repeat).root;
  for (PlaceId at = form_.shape[place].next_sibling; at != kNoPlace; at = form_.shape[at].next_sibling) {
    if (!form_.shape[at].repeat) return node(parent, at);
    const auto next = instances(parent, form_.shape[at].frame);
    if (!next.empty()) return frame(next.front()).base;
  }
  return xpath::kNoNode;
}

FrameId Instance::add(FrameId parent, FrameTypeId repeat) {
  const std::size_t position = instances(parent, repeat).size();
  const FrameId id = build(repeat, parent, following(parent, repeat, position));
  frames_[static_cast<std::size_t>(id)].index = static_cast<std::int32_t>(position);
  list(parent, repeat).push_back(id);
  return id;
}

void Instance::renumber(FrameId parent, FrameTypeId repeat, std::size_t from) {
  const auto& all = list(parent, repeat);
  for (std::size_t i = from; i < all.size(); ++i) frames_[static_cast<std::size_t>(all[i])].index = static_cast<std::int32_t>(i);
}

void Instance::detach(FrameId id) {
  Frame& here = frames_[static_cast<std::size_t>(id)];
  auto& all = list(here.parent, here.type);
  all.erase(all.begin() + here.index);
  renumber(here.parent, here.type, static_cast<std::size_t>(here.index));
  here.alive = false;
  tree_.detach(here.base);
}

void Instance::put_back(FrameId id) {
  Frame& here = frames_[static_cast<std::size_t>(id)];
  const auto position = static_cast<std::size_t>(here.index);
  const PlaceId root = form_.shape.frame(here.type).root;
  tree_.attach(here.base, node(here.parent, form_.shape[root].parent), following(here.parent, here.type, position));
  auto& all = list(here.parent, here.type);
  all.insert(all.begin() + here.index, id);
  renumber(here.parent, here.type, position);
  here.alive = true;
}

void Instance::drop(FrameId id) {
  std::vector<FrameId> inside = {id};
  for (std::size_t i = 0; i < inside.size(); ++i) {
    frames_[static_cast<std::size_t>(inside[i])].alive = false;
    for (const FrameTypeId repeat : form_.shape.frame(frame(inside[i]).type).repeats) {
      for (const FrameId nested : instances(inside[i], repeat)) inside.push_back(nested);
    }
  }
  tree_.remove(frame(id).base);
}

} // namespace pilotage::forms
