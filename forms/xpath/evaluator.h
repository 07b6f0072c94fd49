// Evaluating expressions. Every evaluation is bounded: in the nodes that a set may hold, in the characters of a string and in steps; beyond
// that it is an Error with limit_exceeded. (How deep an expression may be is bounded when it is parsed.) It throws nothing and keeps
// nothing.
//
//   Context context{.node = {&tree, age}, .root = {&tree, kDocument}, .host = &host};
//   Result<bool> adult = evaluate_boolean(*Expression::parse(". >= 18", {}, names), context);
//
// Errors: those of limits; malformed (an unknown function, a wrong number of arguments); invalid_value (an argument that the function
// cannot take); not_found (an instance or text that is not there). `where` names the expression and the column.
#pragma once

#include <cstdint>
#include <string>

#include "forms/error.h"
#include "forms/xpath/expression.h"
#include "forms/xpath/host.h"
#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

struct Limits {
  int depth = 400;                     // calls, predicates and operators inside each other, while evaluating
  std::size_t nodes = 4'000'000;       // in one set
  std::size_t characters = 16'000'000; // in one string
  std::uint64_t steps = 100'000'000;   // nodes looked at and operations done: some seconds
};

struct Context {
  NodeRef node = {};    // the context node
  NodeRef root = {};    // where absolute paths start; not given: the document of `node`
  NodeRef current = {}; // current(); not given: `node`
  std::int32_t position = 1;
  std::int32_t size = 1;
  Host* host = nullptr; // not given: instance(), now(), random() and their like are errors
  PathResolver* resolver = nullptr;
  Limits limits = {};
};

Result<Value> evaluate(const Expression& expression, Context context);

// The same, converted (XPath 1.0, 4): cheaper, since nothing is allocated on the way where it can be avoided.
Result<bool> evaluate_boolean(const Expression& expression, Context context);
Result<double> evaluate_number(const Expression& expression, Context context);
// Into `out`, whose capacity is used again.
Result<void> evaluate_string(const Expression& expression, Context context, std::string& out);
// invalid_value where the expression does not give nodes.
Result<NodeSet> evaluate_nodes(const Expression& expression, Context context);

} // namespace pilotage::forms::xpath
