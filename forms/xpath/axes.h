// The nodes of an axis that pass a node test (XPath 1.0, 2.2 and 2.3).
#pragma once

#include "forms/xpath/ast.h"
#include "forms/xpath/node_set.h"

namespace pilotage::forms::xpath {

// Whether the node passes the step's test on its axis.
bool passes(const Step& step, const NameTable& names, const Tree& tree, NodeId node);

// Appends them in the order of the axis: away from `from`. Looks at `budget` nodes at most and takes what it looked at off it; false when
// that was not enough.
bool append_axis(const Step& step, const NameTable& names, NodeRef from, NodeSet& out, std::uint64_t& budget);

// Axes whose order is against the document's.
constexpr bool is_reverse(Axis axis) {
  return axis == Axis::ancestor || axis == Axis::ancestor_or_self || axis == Axis::preceding || axis == Axis::preceding_sibling;
}

} // namespace pilotage::forms::xpath
