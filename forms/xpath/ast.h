// A compiled expression, open to reading: for finding the references that a value depends on, for recognising predicates that
// an index can answer, for binding paths to nodes. Everything lies in flat vectors; nodes, paths and steps are named by their index.
// operands() of a node always come before it, so a loop from 0 sees leaves first; root() is the last node.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xpath/name_table.h"

namespace pilotage::forms::xpath {

struct Function; // function_table.h

using AstId = std::int32_t;

enum class AstKind : std::uint8_t {
  number,  // 12.5
  literal, // 'text'
  or_,     // two operands or more
  and_,    // two or more
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  add, // two or more; a - b is a + negate(b)
  multiply,
  divide,
  modulo,
  negate, // one
  union_, // two or more
  call,   // a function; one that does not exist has no Function and fails when it is evaluated
  path,   // whatever has steps or predicates, "." and "/": Path
};

enum class Axis : std::uint8_t {
  child,
  parent,
  self,
  attribute,
  descendant,
  descendant_or_self,
  ancestor,
  ancestor_or_self,
  following_sibling,
  preceding_sibling,
  following,
  preceding,
};

enum class NodeTest : std::uint8_t {
  name,             // Step::name
  any_name,         // *
  any_in_namespace, // prefix:*, Step::name is any name of that namespace (kNoName: no document has it)
  node,
  text,
  comment,
  processing_instruction, // matches nothing: trees hold none
};

struct Step {
  Axis axis = Axis::child;
  NodeTest test = NodeTest::node;
  NameId name = kNoName;
  NameId alternative = kNoName;     // a name without a prefix also finds elements in no namespace
  std::int32_t first_predicate = 0; // into Ast::children
  std::int32_t predicate_count = 0;
  std::int32_t column = 0;
};

enum class PathStart : std::uint8_t {
  context,    // a/b, ./a, ../a
  root,       // /a/b
  expression, // instance('x')/a, (a | b)[1], current()/..
};

// "." and "/" have no steps; "./a" has one. "//a" is the one step descendant::a.
struct Path {
  PathStart start = PathStart::context;
  AstId expression = -1;                  // of PathStart::expression
  std::int32_t first_start_predicate = 0; // of PathStart::expression, into Ast::children
  std::int32_t start_predicate_count = 0;
  std::int32_t first_step = 0; // into Ast::steps
  std::int32_t step_count = 0;
};

struct AstNode {
  AstKind kind = AstKind::number;
  bool constant = false;   // of a path: it gives the same nodes throughout an evaluation, inside predicates too
  bool branches = false;   // of a call: it is if(a, b, c), which evaluates b or c
  std::int32_t column = 0; // 1-based, where the operator, function or path stands
  union {
    double number = 0;        // of a number
    const Function* function; // of a call; nullptr: there is none of its name
  };
  std::int32_t first = 0; // operands: into Ast::children; literal: where it starts in Ast::text; path: its index in Ast::paths
  std::int32_t count = 0;
  std::int32_t name_start = 0; // of a call: its name in Ast::text
  std::int32_t name_length = 0;
};

struct Ast {
  std::string text; // the expression as it was written
  std::vector<AstNode> nodes;
  std::vector<AstId> children; // operands and predicates, each a run
  std::vector<Path> paths;
  std::vector<Step> steps;

  AstId root() const { return static_cast<AstId>(nodes.size()) - 1; }
  const AstNode& operator[](AstId id) const { return nodes[static_cast<std::size_t>(id)]; }

  // Whether the value is a number whatever the nodes hold, told from the operator alone.
  bool gives_number() const {
    const AstKind kind = nodes.back().kind;
    return kind == AstKind::number || (kind >= AstKind::add && kind <= AstKind::negate);
  }

  // Of an operator: its sides. Of a call: its arguments. Of everything else: none.
  std::span<const AstId> operands(const AstNode& node) const {
    if (node.kind < AstKind::or_ || node.kind == AstKind::path) return {};
    return {children.data() + node.first, static_cast<std::size_t>(node.count)};
  }
  std::span<const AstId> operands(AstId id) const { return operands((*this)[id]); }
  std::string_view literal(const AstNode& node) const {
    return std::string_view(text).substr(static_cast<std::size_t>(node.first), static_cast<std::size_t>(node.count));
  }
  // "sum", "jr:itext": as it was written.
  std::string_view call_name(const AstNode& node) const {
    return std::string_view(text).substr(static_cast<std::size_t>(node.name_start), static_cast<std::size_t>(node.name_length));
  }
  const Path& path(const AstNode& node) const { return paths[static_cast<std::size_t>(node.first)]; }
  std::span<const Step> steps_of(const Path& path) const {
    return {steps.data() + path.first_step, static_cast<std::size_t>(path.step_count)};
  }
  std::span<const AstId> predicates(const Step& step) const {
    return {children.data() + step.first_predicate, static_cast<std::size_t>(step.predicate_count)};
  }
  std::span<const AstId> start_predicates(const Path& path) const {
    return {children.data() + path.first_start_predicate, static_cast<std::size_t>(path.start_predicate_count)};
  }
};

} // namespace pilotage::forms::xpath
