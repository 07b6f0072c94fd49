#include "forms/xpath/constant_paths.h"

#include <algorithm>
#include <vector>

#include "forms/xpath/function_table.h"

namespace pilotage::forms::xpath {

namespace {

class Marker {
public:
  explicit Marker(Ast& ast) : ast_(ast), free_(ast.nodes.size()), steady_(ast.nodes.size()) {}

  void run() { // operands stand before what uses them
    for (std::size_t i = 0; i < ast_.nodes.size(); ++i) {
      AstNode& node = ast_.nodes[i];
      if (node.kind == AstKind::path) {
        visit_path(i, ast_.path(node));
        node.constant = free_[i] && steady_[i];
      } else {
        const auto operands = ast_.operands(node);
        free_[i] = all(operands, free_);
        steady_[i] = all(operands, steady_);
        if (node.kind == AstKind::call) visit_call(i, node);
      }
    }
  }

private:
  static bool all(std::span<const AstId> ids, const std::vector<bool>& of) {
    return std::ranges::all_of(ids, [&of](AstId id) { return of[static_cast<std::size_t>(id)]; });
  }

  // Predicates stand on the path's own nodes: only chance in them matters.
  void visit_path(std::size_t i, const Path& path) {
    steady_[i] = all(ast_.start_predicates(path), steady_);
    for (const Step& step : ast_.steps_of(path)) steady_[i] = steady_[i] && all(ast_.predicates(step), steady_);
    free_[i] = path.start == PathStart::root;
    if (path.start != PathStart::expression) return;
    const auto start = static_cast<std::size_t>(path.expression);
    free_[i] = free_[start];
    steady_[i] = steady_[i] && steady_[start];
  }

  void visit_call(std::size_t i, const AstNode& node) {
    if (node.function == nullptr || has(node.function->depends_on, DependsOn::random)) steady_[i] = false;
    if (node.function == nullptr || node.function->name == "current") return; // the same during an evaluation
    const bool asks_context = has(node.function->depends_on, DependsOn::context) && (node.count == 0 || node.function->name == "once");
    if (asks_context || has(node.function->depends_on, DependsOn::choices)) free_[i] = false;
  }

  Ast& ast_;
  std::vector<bool> free_;   // does not depend on the context node, position and size
  std::vector<bool> steady_; // nor on chance
};

} // namespace

void mark_constant_paths(Ast& ast) { Marker(ast).run(); }

} // namespace pilotage::forms::xpath
