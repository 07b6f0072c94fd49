#include "forms/xpath/constant_paths.h"

#include <algorithm>
#include <vector>

#include "forms/xpath/function_table.h"

namespace pilotage::forms::xpath {

namespace {

class Marker {
public:
  explicit Marker(Ast& ast) : ast_(ast), marks_(ast.nodes.size()) {}

  void run() { // operands stand before what uses them
    for (std::size_t i = 0; i < ast_.nodes.size(); ++i) {
      AstNode& node = ast_.nodes[i];
      if (node.kind == AstKind::path) {
        marks_[i] = of_path(ast_.path(node));
        node.constant = marks_[i].free && marks_[i].steady;
      } else {
        const auto operands = ast_.operands(node);
        marks_[i] = {all(operands, &Mark::free), all(operands, &Mark::steady)};
        if (node.kind == AstKind::call) visit_call(marks_[i], node);
      }
    }
  }

private:
  struct Mark {
    bool free;   // does not depend on the context node, position and size
    bool steady; // nor on chance
  };
  Mark& mark(AstId id) { return marks_[static_cast<std::size_t>(id)]; }
  bool all(std::span<const AstId> ids, bool Mark::* what) {
    return std::ranges::all_of(ids, [&](AstId id) { return mark(id).*what; });
  }

  // Predicates stand on the path's own nodes: only chance in them matters.
  Mark of_path(const Path& path) {
    Mark found = {path.start == PathStart::root, all(ast_.start_predicates(path), &Mark::steady)};
    for (const Step& step : ast_.steps_of(path)) found.steady = found.steady && all(ast_.predicates(step), &Mark::steady);
    if (path.start == PathStart::expression) found = {mark(path.expression).free, found.steady && mark(path.expression).steady};
    return found;
  }

  static void visit_call(Mark& found, const AstNode& node) {
    if (node.function == nullptr || has(node.function->depends_on, DependsOn::random)) found.steady = false;
    if (node.function == nullptr || node.function->name == "current") return; // the same during an evaluation
    const bool asks_context = has(node.function->depends_on, DependsOn::context) && (node.count == 0 || node.function->name == "once");
    if (asks_context || has(node.function->depends_on, DependsOn::choices)) found.free = false;
  }

  Ast& ast_;
  std::vector<Mark> marks_;
};

} // namespace

void mark_constant_paths(Ast& ast) { Marker(ast).run(); }

} // namespace pilotage::forms::xpath
