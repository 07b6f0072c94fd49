#include "forms/engine/direct_evaluation.h"

#include <cmath>

#include "forms/xpath/name_hash.h"
#include "forms/xpath/value.h"

namespace pilotage::forms {

using xpath::NodeId;

std::optional<double> evaluate_directly(std::span<const DirectStep> program, const Instance& instance, NodeId node) {
  using Code = DirectStep::Code;
  const FrameId frame = instance.frame_of(node);
  const auto question = [&](const DirectStep& step) {
    const FrameId within = step.within == 0 ? kRootFrame : instance.ancestor(frame, step.within);
    if (within == kNoFrame) return xpath::kNoNode;
    const NodeId found = instance.frame(within).base + step.slot;
    return instance.visible(found) ? found : xpath::kNoNode;
  };
  double stack[kMaxDirectDepth + 1]; // numbers lie above the first place
  double* top = stack;
  const DirectStep* const first = program.data();
  const DirectStep* const end = first + program.size();
  for (const DirectStep* step = first; step != end; ++step) {
    switch (step->code) {
    case Code::constant: *++top = step->number; break;
    case Code::question: {
      const NodeId found = question(*step);
      const std::string_view text = found == xpath::kNoNode ? std::string_view() : instance.value(found);
      *++top = xpath::string_to_number(text);
      if (std::isnan(*top) && !text.empty()) return std::nullopt;
      break;
    }
    case Code::holds:
    case Code::differs: {
      const NodeId found = question(*step);
      const bool there = found != xpath::kNoNode;
      *++top = there && xpath::same_name(instance.value(found), step->text()) == (step->code == Code::holds) ? 1 : 0;
      break;
    }
    case Code::add_constant: *top += step->number; break;
    case Code::add: --top, *top += top[1]; break;
    case Code::multiply: --top, *top *= top[1]; break;
    case Code::divide: --top, *top /= top[1]; break;
    case Code::modulo: --top, *top = std::fmod(*top, top[1]); break; // XPath 1.0, 3.5: the sign of the dividend
    case Code::equal: --top, *top = *top == top[1] ? 1 : 0; break;
    case Code::less: --top, *top = *top < top[1] ? 1 : 0; break;
    case Code::less_equal: --top, *top = *top <= top[1] ? 1 : 0; break;
    case Code::greater: --top, *top = *top > top[1] ? 1 : 0; break;
    case Code::greater_equal: --top, *top = *top >= top[1] ? 1 : 0; break;
    case Code::negate: *top = -*top; break;
    case Code::truth: *top = *top != 0 && !std::isnan(*top) ? 1 : 0; break;
    case Code::jump: step = first + step->target - 1; break;
    case Code::jump_if_true:
      if (*top-- != 0) step = first + step->target - 1;
      break;
    case Code::jump_if_false:
      if (*top-- == 0) step = first + step->target - 1;
      break;
    }
  }
  return *top;
}

} // namespace pilotage::forms
