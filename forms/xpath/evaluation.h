// One evaluation under way: where it stands in the tree, what it may still spend, and whether it has failed. Functions of the library get
// it to evaluate their arguments. After a failure every call returns at once with an empty value; nothing is thrown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xpath/evaluator.h"
#include "forms/xpath/function_table.h"

namespace pilotage::forms::xpath {

struct Operand;

class Evaluation {
public:
  // `context` is its own to change while it evaluates.
  Evaluation(const Expression& expression, Context& context);

  // --- Evaluating a node of the Ast, converted as XPath 1.0 says ---
  Value value(AstId id);
  bool boolean(AstId id);
  double number(AstId id);
  void string(AstId id, std::string& out); // appends
  bool nodes(AstId id, NodeSet& out);      // false: it gives no nodes, which is a failure

  // --- Conversions that depend on the dialect and the zone ---
  double to_number(const Value& value);
  double to_number(std::string_view text);
  double to_number(NodeRef node);

  // --- Failing ---
  bool failed() const { return error_.has_value(); }
  // Notes the first failure, at the call that is being evaluated. Returns an empty value, so that a function can return it.
  [[gnu::cold]] Value fail(ErrorCode code, std::string message);
  Error take_error() { return std::move(*error_); }

  // --- Bounds. False, and failed, when the budget is spent. ---
  bool spend(std::uint64_t steps) {
    if (steps <= left_) {
      left_ -= steps;
      return true;
    }
    return out_of_steps();
  }
  bool fits(const NodeSet& nodes);
  bool fits(const std::string& text);

  // What the form knows of a path without walking it: &PathResolver::sum or &PathResolver::count.
  using Total = std::optional<double> (PathResolver::*)(const Expression&, int, const Context&);
  std::optional<double> known_total(AstId id, Total total) {
    if (context_.resolver == nullptr || ast_[id].kind != AstKind::path) return std::nullopt;
    return (context_.resolver->*total)(expression_, ast_[id].first, context_);
  }

  // --- Where it stands ---
  const Context& context() const { return context_; }
  const Expression& expression() const { return expression_; }
  bool xforms() const { return expression_.dialect() == Dialect::xforms; }
  // Fails, and gives nullptr, where the expression is evaluated outside a form.
  Host* host();
  const Environment* environment();
  // Seconds east of UTC at that moment; 0 outside a form.
  std::int32_t utc_offset(double milliseconds) const;

private:
  friend class PathWalk;

  Value call(const AstNode& node);
  bool compare(const AstNode& node);
  std::optional<bool> compare_with_nothing(const AstNode& node);
  void load(AstId id, Operand& out);
  // As PathResolver::one(), of the tree root_tree().
  NodeId one_node(const AstNode& node) {
    if (node.kind != AstKind::path || context_.resolver == nullptr) return PathResolver::kNotKnown;
    return context_.resolver->one(expression_, node.first, context_);
  }
  const Tree& root_tree() const { return *context_.root.tree; }
  bool path_nodes(const AstNode& node, NodeSet& out);
  bool union_nodes(const AstNode& node, NodeSet& out);
  double arithmetic(const AstNode& node);
  [[gnu::cold]] bool out_of_steps();

  const Expression& expression_;
  const Ast& ast_;
  Context& context_;
  std::uint64_t left_;
  std::int32_t column_ = 1; // of the call that is being evaluated
  std::optional<Error> error_;

  // Paths that were walked inside a predicate and give the same again.
  struct Known {
    const AstNode* path;
    NodeSet nodes;
  };
  int predicate_depth_ = 0;
  std::vector<Known> known_;
};

// The arguments of one call, evaluated when a function asks for them. string-length(a) of an argument that is not there is the caller's
// fault: look at size() first. The number of arguments was checked against the function's.
class Arguments {
public:
  Arguments(Evaluation& evaluation, std::span<const AstId> ids) : evaluation_(evaluation), ids_(ids) {}

  std::size_t size() const { return ids_.size(); }
  AstId id(std::size_t i) const { return ids_[i]; }
  Value value(std::size_t i) const { return evaluation_.value(ids_[i]); }
  bool boolean(std::size_t i) const { return evaluation_.boolean(ids_[i]); }
  double number(std::size_t i) const { return evaluation_.number(ids_[i]); }
  std::string string(std::size_t i) const {
    std::string out;
    evaluation_.string(ids_[i], out);
    return out;
  }
  bool nodes(std::size_t i, NodeSet& out) const { return evaluation_.nodes(ids_[i], out); }

private:
  Evaluation& evaluation_;
  std::span<const AstId> ids_;
};

} // namespace pilotage::forms::xpath
