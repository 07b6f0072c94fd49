// What most calculates, relevants and constraints are: arithmetic, comparisons, and, or and if() over numbers and questions of which there
// is one at most. Such an expression is also compiled to steps for a small stack of numbers, which a running form goes through without
// looking at the expression (forms/engine/direct_evaluation.h).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "forms/large_pages.h"
#include "forms/model/form_expression.h"

namespace pilotage::forms {

struct DirectStep {
  enum class Code : std::uint8_t {
    constant,     // pushes `number`
    question,     // pushes the number that its answer is; NaN where it has none or is not relevant
    holds,        // pushes 1 where its answer is `text`, else 0
    differs,      // pushes 1 where its answer is another, 0 where it is this one or the question is not relevant
    add_constant, // adds `number` to the topmost
    add,          // of the upper two, as are those that follow
    multiply,
    divide,
    modulo,
    equal,
    less,
    less_equal,
    greater,
    greater_equal,
    negate, // of the topmost, as is truth: 1 or 0
    truth,
    jump, // to the step `target`, counted from the first
    jump_if_true,
    jump_if_false, // both take the topmost off
  };

  Code code = Code::constant;
  std::int32_t target = 0;
  // The question: in this slot of the instance of this frame that the expression's node lies in.
  FrameTypeId within = 0;
  std::int32_t slot = 0;
  union {
    double number = 0;
    const char* start; // of a text that lies in the expression; `target` is its length
  };

  std::string_view text() const { return {start, static_cast<std::size_t>(target)}; }
};
static_assert(sizeof(DirectStep) == 24);

// Numbers on the stack at a time. An expression that needs more is evaluated as all others are.
inline constexpr int kMaxDirectDepth = 16;

// Of an expression whose paths are bound; its steps are appended.
DirectProgram append_direct_program(const InstanceShape& shape, const FormExpression& expression, LargeVector<DirectStep>& into);

} // namespace pilotage::forms
