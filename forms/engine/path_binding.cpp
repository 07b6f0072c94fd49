#include "forms/engine/path_binding.h"

#include <array>

#include "forms/xpath/evaluator.h"

namespace pilotage::forms {

using xpath::NodeId;
using xpath::NodeRef;
using xpath::NodeSet;

namespace {
constexpr std::size_t kMaxKeys = 8;
} // namespace

NodeId PathBinding::start(const BoundPath& path, const xpath::Context& context) const {
  const NodeRef& from = path.from_current ? context.current : context.node;
  return from.tree == &instance_.tree() && instance_.has(from.id) ? from.id : xpath::kNoNode;
}

std::optional<double> PathBinding::sum(const xpath::Expression& expression, int path, const xpath::Context& context) {
  if (&expression != &bound_.expression) return std::nullopt;
  const BoundPath& bound = bound_.paths[static_cast<std::size_t>(path)];
  const NodeId from = start(bound, context);
  return from == xpath::kNoNode ? std::nullopt : totals_.sum(bound, from);
}

std::optional<double> PathBinding::count(const xpath::Expression& expression, int path, const xpath::Context& context) {
  if (&expression != &bound_.expression) return std::nullopt;
  const BoundPath& bound = bound_.paths[static_cast<std::size_t>(path)];
  const NodeId from = start(bound, context);
  return from == xpath::kNoNode ? std::nullopt : totals_.count(bound, from);
}

int PathBinding::resolve(const xpath::Expression& expression, int path, const xpath::Context& context, NodeSet& out) {
  if (&expression != &bound_.expression) return kNotResolved;
  const BoundPath& bound = bound_.paths[static_cast<std::size_t>(path)];
  if (bound.lookup != -1) return look_up(bound, context, out);
  if (bound.steps == 0) return kNotResolved;
  const NodeId from = start(bound, context);
  if (from == xpath::kNoNode) return kNotResolved;
  nodes(bound, from, out);
  return bound.steps;
}

NodeId PathBinding::one(const xpath::Expression& expression, int path, const xpath::Context& context) {
  if (&expression != &bound_.expression || context.root.tree != &instance_.tree()) return kNotKnown;
  const BoundPath& bound = bound_.paths[static_cast<std::size_t>(path)];
  if (!bound.single) return kNotKnown;
  FrameId outer = kRootFrame;
  if (bound.within != 0 || !bound.from_current) {
    const NodeId from = start(bound, context);
    if (from == xpath::kNoNode) return kNotKnown;
    outer = instance_.ancestor(instance_.frame_of(from), bound.within);
    if (outer == kNoFrame) return xpath::kNoNode;
  }
  const NodeId node = instance_.frame(outer).base + bound.slot;
  return instance_.visible(node) ? node : xpath::kNoNode;
}

void PathBinding::nodes(const BoundPath& path, NodeId from, NodeSet& out) const {
  const FrameTypeId wanted = form_.shape[path.place].frame;
  const FrameId outer = instance_.ancestor(instance_.frame_of(from), path.within);
  if (outer == kNoFrame) return;
  if (wanted == path.within) {
    const NodeId node = instance_.node(outer, path.place);
    if (instance_.visible(node)) out.push_back({&instance_.tree(), node});
    return;
  }
  std::vector<FrameId> frames;
  instance_.frames_below(outer, wanted, frames);
  out.reserve(frames.size());
  for (const FrameId frame : frames) {
    const NodeId node = instance_.node(frame, path.place);
    if (instance_.visible(node)) out.push_back({&instance_.tree(), node});
  }
}

int PathBinding::look_up(const BoundPath& path, const xpath::Context& context, NodeSet& out) const {
  const Lookup& lookup = bound_.lookups[static_cast<std::size_t>(path.lookup)];
  const ItemIndex& index = *form_.indexes[static_cast<std::size_t>(lookup.index)];
  std::array<std::string_view, kMaxKeys> values;
  if (lookup.keys.size() > kMaxKeys || !index.usable() || context.current.tree != &instance_.tree()) return kNotResolved;
  for (std::size_t i = 0; i < lookup.keys.size(); ++i) {
    const Lookup::Key& key = lookup.keys[i];
    values[i] = key.literal;
    if (key.path == -1) continue;
    NodeSet found;
    nodes(bound_.paths[static_cast<std::size_t>(key.path)], context.current.id, found);
    if (found.empty()) return path.steps; // nothing equals no node
    if (found.size() > 1) return kNotResolved;
    values[i] = instance_.value(found.front().id);
  }
  const auto items = index.find(std::span(values).first(lookup.keys.size()));
  out.reserve(items.size());
  for (const NodeId item : items) out.push_back({&index.tree(), item});
  return path.steps;
}

std::optional<double> PathBinding::position(NodeRef node) {
  if (node.tree != &instance_.tree() || !instance_.has(node.id) || !form_.shape[instance_.place_of(node.id)].repeat) return std::nullopt;
  return instance_.frame(instance_.frame_of(node.id)).index + 1.0;
}

std::optional<bool> PathBinding::truth(NodeRef node) {
  if (node.tree != &instance_.tree() || !instance_.has(node.id)) return std::nullopt;
  const PlaceId place = instance_.place_of(node.id);
  if (!form_.shape[place].leaf) return std::nullopt;
  const std::string_view value = instance_.value(node.id);
  if (form_.type(place) == DataType::boolean) return value == "true" || value == "1";
  return !value.empty();
}

void PathBinding::hide(NodeSet& nodes) {
  std::size_t kept = 0;
  for (const NodeRef node : nodes) {
    const bool hidden = node.tree == &instance_.tree() && instance_.has(node.id) && !instance_.visible(node.id);
    if (!hidden) nodes.nodes()[kept++] = node;
  }
  nodes.truncate(kept);
}

} // namespace pilotage::forms
