// An expression of the form together with where it stands and what it refers to: its paths, bound to places of the main instance
// when the form is read, so that a running form finds nodes without walking.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "forms/model/instance_shape.h"
#include "forms/xpath/expression.h"

namespace pilotage::forms {

using ExpressionId = std::int32_t;
inline constexpr ExpressionId kNoExpression = -1;

// What the first `steps` steps of a path lead to. 0 steps: the path is walked.
struct BoundPath {
  std::int32_t steps = 0;
  PlaceId place = kNoPlace;
  // The nodes are those below the instance of this frame that the starting node lies in.
  FrameTypeId within = 0;
  // Where it starts: the node that the expression stands on (absolute paths, current()), else the context node.
  bool from_current = false;
  // instance('id') with constant id: its number among the secondary instances, else -1.
  std::int32_t instance = -1;
  // Into FormExpression::lookups, else -1.
  std::int32_t lookup = -1;
  // Whether `steps` are all the steps, without predicates.
  bool whole = false;
  // Whether that is one node at most: the one in this slot of the instance of `within`.
  bool single = false;
  std::int32_t slot = 0;
};

// A change at `place` changes the expression's value, for those nodes that lie in the same instance of `within`.
struct Dependency {
  PlaceId place = kNoPlace;
  FrameTypeId within = 0;
  bool structure = false; // only which nodes there are, not their values
  bool operator==(const Dependency&) const = default;
};

// A path whose first steps an ItemIndex answers: instance('c')/root/item[state = /data/state and kind = 'town'].
struct Lookup {
  struct Key {
    std::int32_t path = -1; // of the expression: its node's text
    std::string literal = {};
  };
  std::int32_t index = -1; // into FormContent::indexes
  std::vector<Key> keys;   // in the order of the index's keys
};

// Where the steps of an expression's direct program (direct_program.h) are in FormContent::direct_steps.
struct DirectProgram {
  enum class Gives : std::uint8_t { nothing, number, condition } gives = Gives::nothing; // nothing: there is none
  std::int32_t first = 0;
  std::int32_t count = 0;
};

struct FormExpression {
  FormExpression(xpath::Expression parsed, PlaceId stands_on, std::string_view what)
      : expression(std::move(parsed)), context(stands_on), role(what) {}

  xpath::Expression expression;
  PlaceId context = kNoPlace;
  std::vector<BoundPath> paths; // by the path's index in the expression
  std::vector<Lookup> lookups;
  std::vector<Dependency> dependencies;
  std::vector<PlaceId> result; // the places of the nodes that it gives, where it is a path
  bool language = false;       // depends on the language
  bool position = false;       // depends on the positions of repeat instances
  bool volatile_ = false;      // now(), random(): another value each time
  DirectProgram direct;
  std::string_view role; // "calculate", "choices": what it is of its place; a literal, or in the form's pool
};

} // namespace pilotage::forms
