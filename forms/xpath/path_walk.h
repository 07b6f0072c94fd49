// Walking one location path: its start, then step by step with the predicates (XPath 1.0, 2).
#pragma once

#include <span>

#include "forms/xpath/evaluation.h"

namespace pilotage::forms::xpath {

class PathWalk {
public:
  explicit PathWalk(Evaluation& evaluation) : evaluation_(evaluation) {}

  // The nodes that the path gives, in document order. False where the evaluation has failed.
  bool run(const AstNode& node, NodeSet& out);

private:
  // What is known of the set that a step starts from or gives.
  enum class Shape {
    apart,  // in document order, none above another
    sorted, // in document order
    loose,  // in any order, perhaps with repetitions
  };

  // What the same path gave before in this evaluation.
  bool recall(const AstNode& node, NodeSet& out);
  bool start(const Path& path, NodeSet& out);
  bool steps(std::span<const Step> steps, NodeSet& out, Shape shape);
  bool step_from_all(const Step& step, NodeSet& out, Shape& shape);
  bool step_from(const Step& step, NodeRef from, NodeSet& out);
  static Shape shape_after(Axis axis, Shape shape, std::size_t starts);

  // Keeps the nodes from `begin` on for which the predicates hold, counting positions from there.
  bool filter(std::span<const AstId> predicates, NodeSet& nodes, std::size_t begin);
  bool filter(AstId predicate, NodeSet& nodes, std::size_t begin);
  bool holds(AstId predicate, std::size_t position);

  Evaluation& evaluation_;
};

} // namespace pilotage::forms::xpath
