#include "forms/xpath/path_walk.h"

#include <algorithm>

#include "forms/xpath/axes.h"

namespace pilotage::forms::xpath {

bool PathWalk::run(const AstNode& node, NodeSet& out) {
  const Path& path = evaluation_.ast_.path(node);
  const auto all = evaluation_.ast_.steps_of(path);
  if (evaluation_.failed()) return false;
  PathResolver* resolver = evaluation_.context_.resolver;
  if (resolver != nullptr) {
    const int done = resolver->resolve(evaluation_.expression_, node.first, evaluation_.context_, out);
    if (done == path.step_count) return true;
    if (done != PathResolver::kNotResolved) {
      if (!steps(all.subspan(static_cast<std::size_t>(done)), out, out.size() < 2 ? Shape::apart : Shape::sorted)) return false;
      resolver->hide(out);
      return true;
    }
  }
  const bool keep = node.constant && evaluation_.predicate_depth_ > 0;
  if (keep && recall(node, out)) return true;
  if (!start(path, out) || !steps(all, out, out.size() < 2 ? Shape::apart : Shape::loose)) return false;
  if (resolver != nullptr) resolver->hide(out);
  if (keep) evaluation_.known_.push_back({&node, out});
  return true;
}

bool PathWalk::recall(const AstNode& node, NodeSet& out) {
  const auto found = std::ranges::find(evaluation_.known_, &node, &Evaluation::Known::path);
  if (found == evaluation_.known_.end() || !evaluation_.spend(found->nodes.size())) return false;
  out = found->nodes;
  return true;
}

bool PathWalk::start(const Path& path, NodeSet& out) {
  switch (path.start) {
  case PathStart::context:
    if (evaluation_.context_.node) out = NodeSet(evaluation_.context_.node);
    return true;
  case PathStart::root:
    if (evaluation_.context_.root) out = NodeSet(evaluation_.context_.root);
    return true;
  case PathStart::expression: break;
  }
  return evaluation_.nodes(path.expression, out) && filter(evaluation_.ast_.start_predicates(path), out, 0);
}

bool PathWalk::steps(std::span<const Step> steps, NodeSet& out, Shape shape) {
  for (const Step& step : steps) {
    if (out.empty()) return true;
    if (!step_from_all(step, out, shape)) return false;
  }
  return true;
}

bool PathWalk::step_from_all(const Step& step, NodeSet& out, Shape& shape) {
  const NodeSet from = std::move(out);
  out = NodeSet();
  for (const NodeRef node : from)
    if (!step_from(step, node, out)) return false;
  shape = shape_after(step.axis, shape, from.size());
  if (shape == Shape::loose && out.size() > 1) {
    if (!evaluation_.spend(out.size())) return false;
    out.sort();
  }
  if (shape == Shape::loose) shape = Shape::sorted;
  if (out.size() < 2) shape = Shape::apart;
  return true;
}

bool PathWalk::step_from(const Step& step, NodeRef from, NodeSet& out) {
  const std::size_t begin = out.size();
  if (!append_axis(step, evaluation_.expression_.names(), from, out, evaluation_.left_)) return evaluation_.out_of_steps();
  if (!evaluation_.fits(out)) return false;
  if (!filter(evaluation_.ast_.predicates(step), out, begin)) return false;
  if (is_reverse(step.axis)) std::ranges::reverse(out.nodes().subspan(begin));
  return true;
}

PathWalk::Shape PathWalk::shape_after(Axis axis, Shape shape, std::size_t starts) {
  const bool one = starts == 1;
  switch (axis) {
  case Axis::self: return shape;
  case Axis::child:
  case Axis::attribute: return one || shape == Shape::apart ? Shape::apart : Shape::loose;
  case Axis::descendant:
  case Axis::descendant_or_self: return one || shape == Shape::apart ? Shape::sorted : Shape::loose;
  case Axis::following_sibling:
  case Axis::preceding_sibling: return one ? Shape::apart : Shape::loose;
  default: return one ? Shape::sorted : Shape::loose;
  }
}

bool PathWalk::filter(std::span<const AstId> predicates, NodeSet& nodes, std::size_t begin) {
  for (const AstId predicate : predicates)
    if (!filter(predicate, nodes, begin)) return false;
  return true;
}

bool PathWalk::filter(AstId predicate, NodeSet& nodes, std::size_t begin) {
  if (const AstNode& number = evaluation_.ast_[predicate]; number.kind == AstKind::number) { // [3]
    const double size = static_cast<double>(nodes.size() - begin);
    const bool there =
        number.number >= 1 && number.number <= size && number.number == static_cast<double>(static_cast<std::int64_t>(number.number));
    if (there) nodes.nodes()[begin] = nodes[begin + static_cast<std::size_t>(number.number) - 1];
    nodes.truncate(begin + (there ? 1 : 0));
    return true;
  }
  Context& context = evaluation_.context_;
  const NodeRef node = context.node;
  const std::int32_t position = context.position;
  const std::int32_t size = context.size;
  context.size = static_cast<std::int32_t>(nodes.size() - begin);
  std::size_t kept = begin;
  bool good = true;
  ++evaluation_.predicate_depth_;
  for (std::size_t i = begin; good && i < nodes.size(); ++i) {
    context.node = nodes[i];
    context.position = static_cast<std::int32_t>(i - begin + 1);
    if (holds(predicate, i - begin + 1)) nodes.nodes()[kept++] = nodes[i];
    good = !evaluation_.failed() && evaluation_.spend(1);
  }
  nodes.truncate(kept);
  --evaluation_.predicate_depth_;
  context.node = node;
  context.position = position;
  context.size = size;
  return good;
}

// XPath 1.0, 2.4: a number is a position, everything else is a boolean.
bool PathWalk::holds(AstId predicate, std::size_t position) {
  switch (evaluation_.ast_[predicate].kind) {
  case AstKind::add:
  case AstKind::multiply:
  case AstKind::divide:
  case AstKind::modulo:
  case AstKind::negate: return evaluation_.number(predicate) == static_cast<double>(position);
  case AstKind::call: {
    const Value value = evaluation_.value(predicate);
    if (value.is(ValueType::number)) return value.number() == static_cast<double>(position);
    return value.to_boolean();
  }
  default: return evaluation_.boolean(predicate);
  }
}

} // namespace pilotage::forms::xpath
