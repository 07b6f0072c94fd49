// Recognises the predicates that an ItemIndex can answer.
#include <algorithm>

#include "forms/model/path_analysis.h"

namespace pilotage::forms {

using xpath::AstId;
using xpath::AstKind;
using xpath::AstNode;
using xpath::Axis;
using xpath::NodeTest;
using xpath::PathStart;
using xpath::Step;

// A child of the item: region in [region = /data/region].
bool PathAnalysis::key_name(AstId id, xpath::NameId& name) const {
  const AstNode& node = ast_[id];
  if (node.kind != AstKind::path) return false;
  const xpath::Path& path = ast_.path(node);
  if (path.start != PathStart::context || path.step_count != 1) return false;
  const Step& step = ast_.steps_of(path)[0];
  name = step.name;
  return step.axis == Axis::child && step.test == NodeTest::name && step.predicate_count == 0;
}

// Something that is the same for every item, and text: a literal, or a question's value.
bool PathAnalysis::key_value(AstId id, Lookup::Key& key) const {
  const AstNode& node = ast_[id];
  if (node.kind == AstKind::literal) {
    key.literal = std::string(ast_.literal(node));
    return true;
  }
  if (node.kind != AstKind::path) return false;
  key.path = node.first;
  const BoundPath& bound = expression_.paths[static_cast<std::size_t>(node.first)];
  return bound.from_current && bound.whole && form_.shape[bound.place].leaf;
}

bool PathAnalysis::collect_keys(AstId id, std::vector<xpath::NameId>& names, std::vector<Lookup::Key>& keys) const {
  const AstNode& node = ast_[id];
  const auto operands = ast_.operands(node);
  if (node.kind == AstKind::and_) return collect_keys(operands[0], names, keys) && collect_keys(operands[1], names, keys);
  if (node.kind != AstKind::equal) return false;
  xpath::NameId name = xpath::kNoName;
  Lookup::Key key;
  const bool found =
      (key_name(operands[0], name) && key_value(operands[1], key)) || (key_name(operands[1], name) && key_value(operands[0], key));
  if (!found || std::ranges::find(names, name) != names.end()) return false;
  names.push_back(name);
  keys.push_back(std::move(key));
  return true;
}

void PathAnalysis::find_lookup(const xpath::Path& path, BoundPath& bound) {
  const SecondaryInstance& instance = form_.instances[static_cast<std::size_t>(bound.instance)];
  if (path.start_predicate_count > 0 || instance.kind == SecondaryInstance::Kind::last_saved) return;
  std::vector<xpath::NameId> steps;
  std::int32_t taken = 0;
  for (const Step& step : ast_.steps_of(path)) {
    if (step.axis != Axis::child || step.test != NodeTest::name) return;
    steps.push_back(step.name);
    ++taken;
    if (step.predicate_count == 0) continue;
    std::vector<xpath::NameId> names;
    Lookup lookup;
    if (step.predicate_count != 1 || !collect_keys(ast_.predicates(step)[0], names, lookup.keys)) return;
    const auto same = [&](const auto& index) {
      return &index->tree() == &instance.tree && std::ranges::equal(index->steps(), steps) && std::ranges::equal(index->keys(), names);
    };
    const auto known = std::ranges::find_if(form_.indexes, same);
    lookup.index = static_cast<std::int32_t>(known - form_.indexes.begin());
    if (known == form_.indexes.end()) form_.indexes.push_back(std::make_unique<ItemIndex>(instance.tree, steps, names));
    bound.lookup = static_cast<std::int32_t>(expression_.lookups.size());
    bound.steps = taken;
    expression_.lookups.push_back(std::move(lookup));
    return;
  }
}

} // namespace pilotage::forms
