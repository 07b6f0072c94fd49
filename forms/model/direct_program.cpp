#include "forms/model/direct_program.h"

#include <algorithm>

namespace pilotage::forms {

namespace {

using xpath::AstId;
using xpath::AstKind;
using xpath::AstNode;
using Code = DirectStep::Code;

bool is_logic(AstKind kind) { return kind == AstKind::or_ || kind == AstKind::and_; }
bool is_comparison(AstKind kind) { return kind >= AstKind::equal && kind <= AstKind::greater_equal; }
bool is_arithmetic(AstKind kind) { return kind >= AstKind::add && kind <= AstKind::negate; }

class DirectCompiler {
public:
  DirectCompiler(const InstanceShape& shape, const FormExpression& expression, LargeVector<DirectStep>& into)
      : shape_(shape), expression_(expression), ast_(expression.expression.ast()), into_(into), first_(into.size()) {}

  DirectProgram run() {
    // Only of an operator is it known what it gives before it is evaluated.
    const bool gives_number = is_arithmetic(ast_.nodes.back().kind);
    const bool compiled = gives_number ? number(ast_.root()) : condition(ast_.root());
    if (!compiled || deepest_ > kMaxDirectDepth) {
      into_.resize(first_);
      return {};
    }
    return {.gives = gives_number ? DirectProgram::Gives::number : DirectProgram::Gives::condition,
            .first = static_cast<std::int32_t>(first_),
            .count = static_cast<std::int32_t>(into_.size() - first_)};
  }

private:
  // Each of these compiles a part, and is false where it cannot be. A number or a condition leaves one number on the stack.
  bool number(AstId id) {
    const AstNode& node = ast_[id];
    const auto sides = ast_.operands(node);
    switch (node.kind) {
    case AstKind::number: push(Code::constant).number = node.number; return true;
    case AstKind::path: return question(Code::question, id);
    case AstKind::add:
      if (!number(sides[0])) return false;
      return std::ranges::all_of(sides.subspan(1), [&](AstId side) {
        if (ast_[side].kind != AstKind::number) return number(side) && join(Code::add);
        add(Code::add_constant).number = ast_[side].number;
        return true;
      });
    case AstKind::multiply: return both(sides, Code::multiply);
    case AstKind::divide: return both(sides, Code::divide);
    case AstKind::modulo: return both(sides, Code::modulo);
    case AstKind::negate: return number(sides[0]) && change(Code::negate);
    case AstKind::call: return node.branches && branches(sides);
    default: return condition(id);
    }
  }

  // 1 or 0.
  bool condition(AstId id) {
    const AstNode& node = ast_[id];
    if (is_logic(node.kind)) return logic(node);
    if (is_comparison(node.kind)) return comparison(node);
    return (is_arithmetic(node.kind) || node.kind == AstKind::number) && number(id) && change(Code::truth);
  }

  bool logic(const AstNode& node) {
    const bool decisive = node.kind == AstKind::or_;
    // Each of these jumps has the one before it as its target until it is known where they all land.
    std::size_t last_jump = first_;
    for (const AstId side : ast_.operands(node)) {
      if (!condition(side)) return false;
      const std::size_t next = jump(decisive ? Code::jump_if_true : Code::jump_if_false);
      into_[next].target = static_cast<std::int32_t>(last_jump - first_);
      last_jump = next;
    }
    push(Code::constant).number = decisive ? 0 : 1;
    const std::size_t end = jump(Code::jump);
    --depth_; // one of the two constants stays
    while (last_jump != first_) {
      const std::size_t before = first_ + static_cast<std::size_t>(into_[last_jump].target);
      land(last_jump);
      last_jump = before;
    }
    push(Code::constant).number = decisive ? 1 : 0;
    land(end);
    return true;
  }

  bool branches(std::span<const AstId> sides) {
    if (!condition(sides[0])) return false;
    const std::size_t otherwise = jump(Code::jump_if_false);
    if (!number(sides[1])) return false;
    const std::size_t end = jump(Code::jump);
    --depth_; // one of the two branches stays
    land(otherwise);
    if (!number(sides[2])) return false;
    land(end);
    return true;
  }

  // XPath 1.0, 3.4. NaN, which a question that is not relevant gives here, compares with nothing, and so it must; except by !=.
  bool comparison(const AstNode& node) {
    const auto sides = ast_.operands(node);
    const bool text = ast_[sides[0]].kind == AstKind::literal || ast_[sides[1]].kind == AstKind::literal;
    const bool texts = text || (ast_[sides[0]].kind == AstKind::path && ast_[sides[1]].kind == AstKind::path);
    switch (node.kind) {
    case AstKind::equal:
      if (text) return text_comparison(Code::holds, sides);
      return !texts && compared(sides, Code::equal);
    case AstKind::not_equal: return text && text_comparison(Code::differs, sides);
    case AstKind::less: return compared(sides, Code::less);
    case AstKind::less_equal: return compared(sides, Code::less_equal);
    case AstKind::greater: return compared(sides, Code::greater);
    default: return compared(sides, Code::greater_equal);
    }
  }

  // Conditions on either side would have to be compared as such.
  bool compared(std::span<const AstId> sides, Code code) {
    const auto is_number = [&](AstId side) {
      const AstKind kind = ast_[side].kind;
      return kind == AstKind::number || kind == AstKind::path || is_arithmetic(kind);
    };
    return std::ranges::all_of(sides, is_number) && both(sides, code);
  }

  bool text_comparison(Code code, std::span<const AstId> sides) {
    const bool first = ast_[sides[0]].kind == AstKind::literal;
    const AstNode& literal = ast_[sides[first ? 0 : 1]];
    if (literal.kind != AstKind::literal || !question(code, sides[first ? 1 : 0])) return false;
    into_.back().start = ast_.literal(literal).data();
    into_.back().target = literal.count;
    return true;
  }

  bool question(Code code, AstId id) {
    if (ast_[id].kind != AstKind::path) return false;
    const xpath::Path& path = ast_.path(ast_[id]);
    const bool itself = path.start == xpath::PathStart::context && path.step_count == 0;
    const BoundPath& bound = expression_.paths[static_cast<std::size_t>(ast_[id].first)];
    if (!itself && !bound.single) return false;
    const Place& place = shape_[itself ? expression_.context : bound.place];
    if (!place.leaf) return false;
    DirectStep& step = push(code);
    step.within = place.frame; // it is one node: that of the instance which the expression's node lies in
    step.slot = place.slot;
    return true;
  }

  bool both(std::span<const AstId> sides, Code code) { return number(sides[0]) && number(sides[1]) && join(code); }

  DirectStep& push(Code code) {
    deepest_ = std::max(deepest_, ++depth_);
    return add(code);
  }
  bool change(Code code) {
    add(code);
    return true;
  }
  DirectStep& add(Code code) {
    DirectStep& step = into_.emplace_back();
    step.code = code;
    return step;
  }
  bool join(Code code) {
    --depth_;
    return change(code);
  }
  // Where it is, so that it can be told where it lands: at the step that comes next.
  std::size_t jump(Code code) {
    if (code != Code::jump) --depth_;
    change(code);
    return into_.size() - 1;
  }
  void land(std::size_t jump) { into_[jump].target = static_cast<std::int32_t>(into_.size() - first_); }

  const InstanceShape& shape_;
  const FormExpression& expression_;
  const xpath::Ast& ast_;
  LargeVector<DirectStep>& into_;
  std::size_t first_;
  int depth_ = 0;
  int deepest_ = 0;
};

} // namespace

DirectProgram append_direct_program(const InstanceShape& shape, const FormExpression& expression, LargeVector<DirectStep>& into) {
  return DirectCompiler(shape, expression, into).run();
}

} // namespace pilotage::forms
