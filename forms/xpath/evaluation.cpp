#include "forms/xpath/evaluation.h"

#include <cmath>
#include <limits>

#include "forms/xpath/arity.h"
#include "forms/xpath/comparison.h"
#include "forms/xpath/date_text.h"
#include "forms/xpath/path_walk.h"

namespace pilotage::forms::xpath {

Evaluation::Evaluation(const Expression& expression, Context& context)
    : expression_(expression), ast_(expression.ast()), context_(context), left_(context.limits.steps) {
  if (!context_.root && context_.node) context_.root = {context_.node.tree, kDocument};
  if (!context_.current) context_.current = context_.node;
}

Value Evaluation::value(AstId id) {
  const AstNode& node = ast_[id];
  switch (node.kind) {
  case AstKind::literal: return {ast_.literal(node)};
  case AstKind::or_:
  case AstKind::and_:
  case AstKind::equal:
  case AstKind::not_equal:
  case AstKind::less:
  case AstKind::less_equal:
  case AstKind::greater:
  case AstKind::greater_equal: return {boolean(id)};
  case AstKind::number:
  case AstKind::add:
  case AstKind::multiply:
  case AstKind::divide:
  case AstKind::modulo:
  case AstKind::negate: return {number(id)};
  case AstKind::call: return call(node);
  case AstKind::union_:
  case AstKind::path: break;
  }
  NodeSet found;
  nodes(id, found);
  return {std::move(found)};
}

bool Evaluation::boolean(AstId id) {
  const AstNode& node = ast_[id];
  switch (node.kind) {
  case AstKind::or_:
    for (const AstId side : ast_.operands(node))
      if (boolean(side) || failed()) return !failed();
    return false;
  case AstKind::and_:
    for (const AstId side : ast_.operands(node))
      if (!boolean(side) || failed()) return false;
    return true;
  case AstKind::equal:
  case AstKind::not_equal:
  case AstKind::less:
  case AstKind::less_equal:
  case AstKind::greater:
  case AstKind::greater_equal: return compare(node);
  case AstKind::literal: return node.count != 0;
  case AstKind::call: return call(node).to_boolean();
  case AstKind::path:
  case AstKind::union_: {
    if (const NodeId one = one_node(node); one != PathResolver::kNotKnown)
      return one != kNoNode && context_.resolver->truth({&root_tree(), one}).value_or(true);
    NodeSet found;
    if (!nodes(id, found) || found.empty()) return false;
    if (context_.resolver == nullptr) return true;
    return context_.resolver->truth(found.front()).value_or(true);
  }
  default: {
    const double result = number(id);
    return result != 0 && !std::isnan(result);
  }
  }
}

double Evaluation::number(AstId id) {
  const AstNode& node = ast_[id];
  switch (node.kind) {
  case AstKind::number: return node.number;
  case AstKind::literal: return to_number(ast_.literal(node));
  case AstKind::add:
  case AstKind::multiply:
  case AstKind::divide:
  case AstKind::modulo:
  case AstKind::negate: return arithmetic(node);
  case AstKind::call:
    // The branch that counts, as a number at once.
    if (node.branches) {
      const auto arguments = ast_.operands(node);
      if (failed() || !spend(1)) return std::numeric_limits<double>::quiet_NaN();
      return number(boolean(arguments[0]) ? arguments[1] : arguments[2]);
    }
    return to_number(call(node));
  case AstKind::path:
  case AstKind::union_: {
    if (const NodeId one = one_node(node); one != PathResolver::kNotKnown) {
      if (one == kNoNode) return std::numeric_limits<double>::quiet_NaN();
      return root_tree().is_leaf(one) ? to_number(root_tree().text(one)) : to_number(NodeRef{&root_tree(), one});
    }
    NodeSet found;
    if (!nodes(id, found) || found.empty()) return std::numeric_limits<double>::quiet_NaN();
    return to_number(found.front());
  }
  default: return boolean(id) ? 1 : 0;
  }
}

double Evaluation::arithmetic(const AstNode& node) {
  const auto sides = ast_.operands(node);
  double result = number(sides[0]);
  switch (node.kind) {
  case AstKind::add:
    for (const AstId side : sides.subspan(1)) result += number(side);
    return result;
  case AstKind::multiply: return result * number(sides[1]);
  case AstKind::divide: return result / number(sides[1]);
  case AstKind::modulo: return std::fmod(result, number(sides[1])); // XPath 1.0, 3.5: the sign of the dividend
  default: return -result;
  }
}

void Evaluation::string(AstId id, std::string& out) {
  const AstNode& node = ast_[id];
  switch (node.kind) {
  case AstKind::literal: out += ast_.literal(node); return;
  case AstKind::call: call(node).append_to(out); return;
  case AstKind::path:
  case AstKind::union_: {
    if (const NodeId one = one_node(node); one != PathResolver::kNotKnown) {
      if (one != kNoNode) root_tree().append_string_value(one, out);
    } else if (NodeSet found; nodes(id, found) && !found.empty()) {
      found.front().tree->append_string_value(found.front().id, out);
    }
    fits(out);
    return;
  }
  default: value(id).append_to(out);
  }
}

bool Evaluation::nodes(AstId id, NodeSet& out) {
  const AstNode& node = ast_[id];
  if (node.kind == AstKind::path) return path_nodes(node, out);
  if (node.kind == AstKind::union_) return union_nodes(node, out);
  if (node.kind == AstKind::call) {
    Value result = call(node);
    if (failed()) return false;
    if (result.is(ValueType::nodes)) {
      out = std::move(result.nodes());
      return true;
    }
  }
  if (failed()) return false;
  error_ = expression_.error(ErrorCode::invalid_value, "A reference to questions is needed here, not a value.", node.column);
  return false;
}

bool Evaluation::path_nodes(const AstNode& node, NodeSet& out) { return PathWalk(*this).run(node, out); }

bool Evaluation::union_nodes(const AstNode& node, NodeSet& out) {
  for (const AstId side : ast_.operands(node)) {
    NodeSet more;
    if (!nodes(side, more)) return false;
    for (const NodeRef found : more) out.push_back(found);
    if (!fits(out)) return false;
  }
  out.sort();
  return true;
}

Value Evaluation::call(const AstNode& node) {
  if (failed() || !spend(1)) return {};
  const Function* function = node.function;
  if (function == nullptr || node.count < function->min_arguments || node.count > function->max_arguments) {
    error_ = expression_.error(ErrorCode::malformed, call_problem(ast_, node).value_or(""), node.column);
    return {};
  }
  const std::int32_t outer = column_;
  column_ = node.column;
  Value result = function->call(*this, Arguments(*this, ast_.operands(node)));
  column_ = outer;
  return result;
}

double Evaluation::to_number(std::string_view text) {
  const double number = string_to_number(text);
  if (!std::isnan(number) || !xforms() || text.empty()) return number;
  if (const auto moment = parse_moment(*this, text)) return moment->days();
  return string_to_number_with_exponent(text);
}

double Evaluation::to_number(NodeRef node) {
  if (node.tree->is_leaf(node.id)) return to_number(node.tree->text(node.id));
  std::string scratch;
  return to_number(node.tree->string_value(node.id, scratch));
}

double Evaluation::to_number(const Value& value) {
  switch (value.type()) {
  case ValueType::boolean: return value.boolean() ? 1 : 0;
  case ValueType::number: return value.number();
  case ValueType::string: return to_number(std::string_view(value.string()));
  case ValueType::nodes:
    if (value.nodes().empty()) break;
    return to_number(value.nodes().front());
  case ValueType::moment: return value.moment().days();
  }
  return std::numeric_limits<double>::quiet_NaN();
}

Value Evaluation::fail(ErrorCode code, std::string message) {
  if (!error_) error_ = expression_.error(code, std::move(message), column_);
  return {};
}

bool Evaluation::out_of_steps() {
  fail(ErrorCode::limit_exceeded, "The expression takes too long to evaluate: it goes through too many nodes.");
  return false;
}

bool Evaluation::fits(const NodeSet& nodes) {
  if (nodes.size() <= context_.limits.nodes) return true;
  fail(ErrorCode::limit_exceeded, "The expression finds more nodes than is safe to handle.");
  return false;
}

bool Evaluation::fits(const std::string& text) {
  if (text.size() <= context_.limits.characters) return true;
  fail(ErrorCode::limit_exceeded, "The expression makes a longer text than is safe to handle.");
  return false;
}

Host* Evaluation::host() {
  if (context_.host == nullptr) fail(ErrorCode::unsupported, "This function works only inside a form.");
  return context_.host;
}

const Environment* Evaluation::environment() {
  Host* of = host();
  return of == nullptr ? nullptr : &of->environment();
}

std::int32_t Evaluation::utc_offset(double milliseconds) const {
  if (context_.host == nullptr || std::isnan(milliseconds)) return 0;
  return context_.host->environment().utc_offset(static_cast<std::int64_t>(milliseconds));
}

} // namespace pilotage::forms::xpath
