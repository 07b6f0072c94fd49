#include "forms/model/path_analysis.h"

#include "forms/xpath/function_table.h"

#include <algorithm>

namespace pilotage::forms {

using xpath::AstId;
using xpath::AstKind;
using xpath::AstNode;
using xpath::Axis;
using xpath::NodeTest;
using xpath::PathStart;
using xpath::Step;

Result<void> PathAnalysis::run(bool foreign) {
  expression_.paths.assign(ast_.paths.size(), {});
  Reach context = self();
  if (foreign) {
    context = {};
    context.foreign = true;
  }
  auto reach = visit(ast_.root(), context);
  if (!reach) return std::unexpected(reach.error());
  expression_.result = std::move(reach->places);
  return {};
}

PathAnalysis::Reach PathAnalysis::self() const {
  Reach reach;
  reach.places = {expression_.context};
  reach.within = form_.shape[expression_.context].frame;
  return reach;
}

Result<PathAnalysis::Reach> PathAnalysis::visit(AstId id, const Reach& context) {
  const AstNode& node = ast_[id];
  if (node.kind == AstKind::path) return visit_path(node, context);
  if (node.kind == AstKind::call) return visit_call(node, context);
  structure_only_ = false;
  Reach result;
  for (const AstId operand : ast_.operands(node)) {
    auto reach = visit(operand, context);
    if (!reach) return reach;
    if (node.kind != AstKind::union_) continue;
    result.places.insert(result.places.end(), reach->places.begin(), reach->places.end());
    result.foreign = result.foreign || reach->foreign || reach->instance != -1;
  }
  return result;
}

Result<PathAnalysis::Reach> PathAnalysis::visit_call(const AstNode& node, const Reach& context) {
  const std::string_view name = ast_.call_name(node);
  const auto arguments = ast_.operands(node);
  if (node.function != nullptr) {
    expression_.language = expression_.language || has(node.function->depends_on, xpath::DependsOn::language) || name.ends_with("itext");
    expression_.volatile_ = expression_.volatile_ || has(node.function->depends_on, xpath::DependsOn::clock) ||
                            has(node.function->depends_on, xpath::DependsOn::random);
  }
  if (name == "current" && arguments.empty()) return self();
  if (name == "instance" && arguments.size() == 1 && ast_[arguments[0]].kind == AstKind::literal) {
    Reach reach;
    const auto found = std::ranges::find(form_.instances, ast_.literal(ast_[arguments[0]]), &SecondaryInstance::id);
    if (found == form_.instances.end())
      reach.foreign = true;
    else
      reach.instance = static_cast<std::int32_t>(found - form_.instances.begin());
    return reach;
  }
  if (name == "pulldata" && !arguments.empty() && ast_[arguments[0]].kind == AstKind::literal)
    form_.looked_up.emplace_back(ast_.literal(ast_[arguments[0]]));
  if (name == "indexed-repeat") {
    if (auto checked = check_indexed_repeat(node, context); !checked) return std::unexpected(checked.error());
  }
  const bool counts = name == "count" || name == "position";
  // Without an argument it is that of the expression's own node, which counts where that is a repeat.
  expression_.position = expression_.position || (name == "position" && (!arguments.empty() || form_.shape[expression_.context].repeat));
  Reach result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool outer_all = all_instances_;
    all_instances_ = outer_all || (name == "indexed-repeat" && (i == 0 || i % 2 == 1));
    structure_only_ = counts && i == 0;
    auto reach = visit(arguments[i], context);
    all_instances_ = outer_all;
    structure_only_ = false;
    if (!reach) return reach;
    if (name == "randomize" && i == 0) result = *std::move(reach);
  }
  return result;
}

// What is picked must lie in the repeat that it is picked from.
Result<void> PathAnalysis::check_indexed_repeat(const AstNode& node, const Reach& context) {
  const auto arguments = ast_.operands(node);
  if (arguments.size() < 3) return {};
  auto target = visit(arguments[0], context);
  auto repeat = visit(arguments[1], context);
  if (!target || !repeat) return std::unexpected(!target ? target.error() : repeat.error());
  if (target->places.empty() || repeat->places.empty()) return {};
  if (form_.shape[repeat->places[0]].repeat && form_.shape.is_ancestor_or_self(repeat->places[0], target->places[0])) return {};
  return std::unexpected(expression_.expression.error(ErrorCode::malformed,
                                                      "indexed-repeat() takes a question inside the repeat that it names.", node.column));
}

Result<PathAnalysis::Reach> PathAnalysis::start(const xpath::Path& path, const Reach& context, Binding& binding) {
  switch (path.start) {
  case PathStart::root: {
    Reach root;
    // In a secondary instance "/" is still the main instance: the form's expressions know no other root.
    root.document = true;
    binding.absolute = true;
    binding.path.from_current = true;
    return root;
  }
  case PathStart::context:
    binding.open = context.places.size() == 1;
    if (binding.open) binding.near = form_.shape[context.places[0]].frame;
    return context;
  case PathStart::expression: break;
  }
  const bool counted = structure_only_;
  structure_only_ = false;
  auto reach = visit(path.expression, context);
  structure_only_ = counted;
  if (!reach) return reach;
  const AstNode& call = ast_[path.expression];
  const bool current = call.kind == AstKind::call && ast_.call_name(call) == "current";
  binding.open = current && path.start_predicate_count == 0;
  binding.path.from_current = current;
  if (current) binding.near = reach->within;
  if (call.kind == AstKind::call && ast_.call_name(call) == "instance") binding.path.instance = reach->instance;
  for (const AstId predicate : ast_.start_predicates(path)) {
    if (auto inside = visit(predicate, *reach); !inside) return inside;
  }
  return reach;
}

Result<PathAnalysis::Reach> PathAnalysis::visit_path(const AstNode& node, const Reach& context) {
  const xpath::Path& path = ast_.path(node);
  const bool counted = structure_only_;
  Binding binding;
  auto reach = start(path, context, binding);
  if (!reach) return reach;
  const auto steps = ast_.steps_of(path);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    if (step.predicate_count > 0) binding.open = false;
    Reach next = follow(*reach, step, i + 1 == steps.size(), binding);
    check_step(*reach, next, step);
    reach = std::move(next);
    structure_only_ = false;
    for (const AstId predicate : ast_.predicates(step)) {
      if (auto inside = visit(predicate, *reach); !inside) return inside;
    }
    structure_only_ = counted;
    if (binding.open && reach->places.size() == 1) {
      binding.path.steps = static_cast<std::int32_t>(i) + 1;
      binding.path.place = reach->places[0];
      binding.path.within = binding.near;
    } else {
      binding.open = false;
    }
  }
  binding.path.whole = binding.path.steps > 0 && binding.path.steps == static_cast<std::int32_t>(steps.size());
  if (binding.path.instance != -1) find_lookup(path, binding.path);
  if (binding.path.whole && binding.path.lookup == -1) {
    const Place& place = form_.shape[binding.path.place];
    binding.path.single = place.frame == binding.path.within;
    binding.path.slot = place.slot;
  }
  expression_.paths[static_cast<std::size_t>(node.first)] = binding.path;
  depend(*reach);
  return reach;
}

PathAnalysis::Reach PathAnalysis::follow(const Reach& from, const Step& step, bool last, Binding& binding) const {
  Reach to;
  to.within = from.within;
  if (from.instance != -1 || from.foreign) {
    to.instance = from.instance;
    to.foreign = from.foreign;
    binding.open = false;
    return to;
  }
  const bool plain = step.test == NodeTest::name || step.test == NodeTest::node;
  if (step.axis == Axis::self && step.test == NodeTest::node) return from;
  if (step.axis == Axis::parent && step.test == NodeTest::node) {
    follow_parent(from, binding, to);
  } else if ((step.axis == Axis::child && plain && step.test == NodeTest::name) ||
             (step.axis == Axis::attribute && step.test == NodeTest::name)) {
    follow_child(from, step, last, binding, to);
  } else {
    binding.open = false;
    follow_other(from, step, to);
  }
  return to;
}

void PathAnalysis::follow_child(const Reach& from, const Step& step, bool last, Binding& binding, Reach& to) const {
  const bool attribute = step.axis == Axis::attribute;
  if (from.document) {
    if (matches(kRootPlace, step)) to.places.push_back(kRootPlace);
    return;
  }
  for (const PlaceId place : from.places) {
    const std::size_t before = to.places.size();
    form_.shape.children(place, step.name, attribute, to.places);
    if (to.places.size() > before) continue;
    // As every ODK client does, a name is found though its prefix differs.
    for (PlaceId at = form_.shape[place].first_child; at != kNoPlace; at = form_.shape[at].next_sibling) {
      const Place& child = form_.shape[at];
      if (child.attribute == attribute && form_.names.local(child.name) == form_.names.local(step.name)) to.places.push_back(at);
    }
  }
  if (to.places.size() != 1) {
    binding.open = false;
    return;
  }
  const Place& child = form_.shape[to.places[0]];
  if (!child.repeat) return;
  // ODK XForms, "A Big Deviation with XForms": an absolute path inside a repeat means the instance that it stands in.
  const bool here = form_.shape.is_ancestor_or_self(to.places[0], expression_.context);
  if (binding.absolute && here && !last && !all_instances_ && step.predicate_count == 0 && binding.single) {
    binding.near = child.frame;
    to.within = child.frame;
  } else {
    binding.single = false;
  }
}

void PathAnalysis::follow_parent(const Reach& from, Binding& binding, Reach& to) const {
  if (!binding.single) binding.open = false;
  for (const PlaceId place : from.places) {
    const Place& child = form_.shape[place];
    if (child.repeat) {
      const FrameTypeId outer = form_.shape.frame(child.frame).parent;
      if (binding.near == child.frame) binding.near = outer;
      if (form_.shape.frame_contains(child.frame, to.within)) to.within = outer;
    }
    if (child.parent == kNoPlace)
      to.document = true;
    else if (std::ranges::find(to.places, child.parent) == to.places.end())
      to.places.push_back(child.parent);
  }
}

bool PathAnalysis::matches(PlaceId place, const Step& step) const {
  const Place& here = form_.shape[place];
  switch (step.test) {
  case NodeTest::name: return here.name == step.name || form_.names.local(here.name) == form_.names.local(step.name);
  case NodeTest::any_name:
  case NodeTest::node: return true;
  case NodeTest::any_in_namespace: return form_.names.uri_id(here.name) == form_.names.uri_id(step.name);
  default: return false;
  }
}

void PathAnalysis::add_below(PlaceId place, const Step& step, Reach& to) const {
  for (PlaceId at = form_.shape[place].first_child; at != kNoPlace; at = form_.shape[at].next_sibling) {
    if (!form_.shape[at].attribute && matches(at, step)) to.places.push_back(at);
    if (step.axis != Axis::child) add_below(at, step, to);
  }
}

// The axes that forms rarely use: every place that they could lead to, wherever it lies.
void PathAnalysis::follow_other(const Reach& from, const Step& step, Reach& to) const {
  std::vector<PlaceId> starts = from.places;
  const bool below = step.axis == Axis::child || step.axis == Axis::descendant || step.axis == Axis::descendant_or_self;
  const bool attributes = step.axis == Axis::attribute;
  if (from.document) starts = {kRootPlace};
  if (from.document && below && matches(kRootPlace, step)) to.places.push_back(kRootPlace);
  if (from.document && step.axis == Axis::child) return;
  if (!below && !attributes) {
    to.within = 0;
    starts = {kRootPlace};
    if (matches(kRootPlace, step)) to.places.push_back(kRootPlace);
    Step all = step;
    all.axis = Axis::descendant;
    add_below(kRootPlace, all, to);
    return;
  }
  for (const PlaceId place : starts) {
    if (step.axis == Axis::descendant_or_self && !from.document && matches(place, step)) to.places.push_back(place);
    if (!attributes) add_below(place, step, to);
    for (PlaceId at = form_.shape[place].first_child; attributes && at != kNoPlace; at = form_.shape[at].next_sibling) {
      if (form_.shape[at].attribute) to.places.push_back(at);
    }
  }
  std::ranges::sort(to.places);
  to.places.erase(std::unique(to.places.begin(), to.places.end()), to.places.end());
}

void PathAnalysis::check_step(const Reach& from, const Reach& to, const Step& step) const {
  if (!to.places.empty() || to.document || to.instance != -1 || to.foreign) return;
  if (from.places.empty() && !from.document) return;
  if (step.test != NodeTest::name || (step.axis != Axis::child && step.axis != Axis::attribute)) return;
  const std::string above = from.document ? std::string() : form_.path(from.places[0]);
  // Every ODK client takes such a form: the path gives nothing.
  const std::string missing = above + "/" + (step.axis == Axis::attribute ? "@" : "") + std::string(form_.names.local(step.name));
  form_.warnings.push_back("There is no question or group " + missing + ", which is asked for in the " + std::string(expression_.role) +
                           " of " + form_.path(expression_.context) + ".");
}

void PathAnalysis::depend_on(PlaceId place, FrameTypeId within, bool structure) {
  const Dependency dependency{place, within, structure};
  auto& all = expression_.dependencies;
  if (std::ranges::find(all, dependency) == all.end()) all.push_back(dependency);
}

void PathAnalysis::depend(const Reach& reach) {
  for (const PlaceId place : reach.places) {
    const FrameTypeId within = form_.shape.common_frame(reach.within, form_.shape[place].frame);
    depend_on(place, within, structure_only_);
    if (structure_only_ || form_.shape[place].leaf) continue;
    // The string-value of a group is that of all that is in it.
    Reach below;
    Step all;
    all.axis = Axis::descendant;
    all.test = NodeTest::node;
    add_below(place, all, below);
    for (const PlaceId inner : below.places) {
      if (form_.shape[inner].leaf) depend_on(inner, form_.shape.common_frame(reach.within, form_.shape[inner].frame), false);
    }
  }
}

} // namespace pilotage::forms
