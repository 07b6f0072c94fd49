#include "forms/xpath/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_set>
#include <utility>

#include "forms/xpath/evaluation.h"

namespace pilotage::forms::xpath {

namespace {

bool is_ordering(AstKind kind) { return kind >= AstKind::less; }

AstKind mirrored(AstKind kind) {
  switch (kind) {
  case AstKind::less: return AstKind::greater;
  case AstKind::less_equal: return AstKind::greater_equal;
  case AstKind::greater: return AstKind::less;
  case AstKind::greater_equal: return AstKind::less_equal;
  default: return kind;
  }
}

template <typename T>
bool holds(AstKind kind, const T& a, const T& b) {
  switch (kind) {
  case AstKind::equal: return a == b;
  case AstKind::not_equal: return a != b;
  case AstKind::less: return a < b;
  case AstKind::less_equal: return a <= b;
  case AstKind::greater: return a > b;
  default: return a >= b;
  }
}

double number_of(Evaluation& evaluation, const Operand& operand) {
  switch (operand.type) {
  case ValueType::boolean: return operand.boolean ? 1 : 0;
  case ValueType::string: return evaluation.to_number(operand.text);
  default: return operand.number;
  }
}

bool boolean_of(const Operand& operand) {
  switch (operand.type) {
  case ValueType::boolean: return operand.boolean;
  case ValueType::number: return operand.number != 0 && !std::isnan(operand.number);
  case ValueType::string: return !operand.text.empty();
  default: return !operand.nodes().empty();
  }
}

bool compare_values(Evaluation& evaluation, AstKind kind, const Operand& a, const Operand& b) {
  if (!is_ordering(kind)) {
    if (a.type == ValueType::boolean || b.type == ValueType::boolean) return holds(kind, boolean_of(a), boolean_of(b));
    if (a.type == ValueType::string && b.type == ValueType::string) return holds(kind, a.text, b.text);
  }
  return holds(kind, number_of(evaluation, a), number_of(evaluation, b));
}

// Some node of `set` against one value.
bool compare_nodes(Evaluation& evaluation, AstKind kind, const NodeSet& set, const Operand& value) {
  if (!is_ordering(kind) && value.type == ValueType::boolean) return holds(kind, !set.empty(), value.boolean);
  if (!evaluation.spend(set.size())) return false;
  if (!is_ordering(kind) && value.type == ValueType::string) {
    std::string scratch;
    return std::ranges::any_of(set, [&](NodeRef node) { return holds(kind, node.tree->string_value(node.id, scratch), value.text); });
  }
  const double number = number_of(evaluation, value);
  return std::ranges::any_of(set, [&](NodeRef node) { return holds(kind, evaluation.to_number(node), number); });
}

// Some node of `a` with the text of some node of `b`.
bool shares_text(const NodeSet& a, const NodeSet& b) {
  std::string scratch;
  if (b.size() == 1) {
    std::string other;
    const std::string_view text = b.front().tree->string_value(b.front().id, other);
    return std::ranges::any_of(a, [&](NodeRef node) { return node.tree->string_value(node.id, scratch) == text; });
  }
  std::unordered_set<std::string> texts;
  for (const NodeRef node : b) texts.emplace(node.tree->string_value(node.id, scratch));
  return std::ranges::any_of(a, [&](NodeRef node) { return texts.contains(std::string(node.tree->string_value(node.id, scratch))); });
}

// Some node of `a` with another text than some node of `b`: unless all have one and the same text.
bool differs_in_text(const NodeSet& a, const NodeSet& b) {
  if (a.empty() || b.empty()) return false;
  std::string first_scratch;
  std::string scratch;
  const std::string_view first = a.front().tree->string_value(a.front().id, first_scratch);
  const auto other = [&](NodeRef node) { return node.tree->string_value(node.id, scratch) != first; };
  return std::ranges::any_of(b, other) || std::ranges::any_of(a, other);
}

// The smallest or largest number that a node of the set stands for; NaN where none stands for a number.
double extreme(Evaluation& evaluation, const NodeSet& set, bool largest) {
  double found = kNaN;
  for (const NodeRef node : set) {
    const double number = evaluation.to_number(node);
    if (std::isnan(number)) continue;
    if (std::isnan(found) || (largest ? number > found : number < found)) found = number;
  }
  return found;
}

bool compare_sets(Evaluation& evaluation, AstKind kind, const NodeSet& a, const NodeSet& b) {
  if (!evaluation.spend(a.size() + b.size())) return false;
  if (kind == AstKind::equal) return a.size() < b.size() ? shares_text(b, a) : shares_text(a, b);
  if (kind == AstKind::not_equal) return differs_in_text(a, b);
  // Some a < some b: the smallest a < the largest b.
  const bool less = kind == AstKind::less || kind == AstKind::less_equal;
  return holds(kind, extreme(evaluation, a, !less), extreme(evaluation, b, less));
}

} // namespace

bool compare(Evaluation& evaluation, AstKind comparison, const Operand& left, const Operand& right) {
  const bool left_nodes = left.type == ValueType::nodes;
  const bool right_nodes = right.type == ValueType::nodes;
  if (left_nodes && right_nodes) return compare_sets(evaluation, comparison, left.nodes(), right.nodes());
  if (left_nodes) return compare_nodes(evaluation, comparison, left.nodes(), right);
  if (right_nodes) return compare_nodes(evaluation, mirrored(comparison), right.nodes(), left);
  return compare_values(evaluation, comparison, left, right);
}

void Evaluation::load(AstId id, Operand& out) {
  const AstNode& node = ast_[id];
  switch (node.kind) {
  case AstKind::literal:
    out.type = ValueType::string;
    out.text = ast_.literal(node);
    return;
  case AstKind::number:
    out.type = ValueType::number;
    out.number = node.number;
    return;
  default: break;
  }
  out.held = value(id);
  out.type = out.held.type();
  switch (out.type) {
  case ValueType::boolean: out.boolean = out.held.boolean(); return;
  case ValueType::number: out.number = out.held.number(); return;
  case ValueType::string: out.text = out.held.string(); return;
  case ValueType::nodes: return;
  case ValueType::moment:
    out.type = ValueType::number;
    out.number = out.held.moment().days();
    return;
  }
}

// /data/a = '' and /data/a != '': what forms ask most often, without making values of the sides. nullopt: it is not that.
std::optional<bool> Evaluation::compare_with_nothing(const AstNode& node) {
  const auto sides = ast_.operands(node);
  const bool equality = node.kind == AstKind::equal || node.kind == AstKind::not_equal;
  const AstNode& right = ast_[sides[1]];
  if (!equality || right.kind != AstKind::literal || right.count != 0 || ast_[sides[0]].kind != AstKind::path) return std::nullopt;
  const bool wanted = node.kind == AstKind::equal;
  std::string scratch;
  if (const NodeId one = one_node(ast_[sides[0]]); one != PathResolver::kNotKnown) {
    if (one == kNoNode) return std::nullopt;
    if (root_tree().is_leaf(one)) return root_tree().text(one).empty() == wanted;
    return root_tree().string_value(one, scratch).empty() == wanted;
  }
  NodeSet found;
  if (!nodes(sides[0], found)) return false;
  if (found.size() != 1) return std::nullopt;
  return found.front().tree->string_value(found.front().id, scratch).empty() == wanted;
}

bool Evaluation::compare(const AstNode& node) {
  if (const auto known = compare_with_nothing(node)) return *known;
  const auto sides = ast_.operands(node);
  Operand left;
  Operand right;
  load(sides[0], left);
  if (failed()) return false;
  load(sides[1], right);
  if (failed()) return false;
  return xpath::compare(*this, node.kind, left, right) && !failed();
}

} // namespace pilotage::forms::xpath
