// What must be computed anew when something changes. A rule computes one thing (a value, relevance, …) for one place; rules are kept in
// topological order, so that a rule's number is its rank: working through them from low to high computes everything once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "forms/error.h"
#include "forms/model/form_expression.h"

namespace pilotage::forms {

struct FormContent;

struct Rule {
  enum class Kind : std::uint8_t { relevant, required, readonly, calculate, repeat_count, choices, text };
  Kind kind = Kind::calculate;
  ExpressionId expression = kNoExpression;
  PlaceId target = kNoPlace;
  std::int32_t control = -1; // of repeat_count, choices and text
  FrameTypeId frame = 0;     // it is computed once for each instance of this frame
};

struct DependencyEdge {
  std::int32_t rule = -1;
  FrameTypeId within = 0;
  bool structure = false;
  bool once = false; // the rule is computed once in the whole instance, not for each instance of a repeat
};

class DependencyGraph {
public:
  // Errors: cycle, naming the questions in order.
  static Result<DependencyGraph> build(const FormContent& form);

  std::span<const Rule> rules() const { return rules_; }
  const Rule& rule(std::int32_t id) const { return rules_[static_cast<std::size_t>(id)]; }
  // Rules that read this place.
  std::span<const DependencyEdge> readers(PlaceId place) const {
    const auto from = static_cast<std::size_t>(first_[static_cast<std::size_t>(place)]);
    const auto to = static_cast<std::size_t>(first_[static_cast<std::size_t>(place) + 1]);
    return {edges_.data() + from, to - from};
  }
  // Rules computed for each instance of that frame.
  std::span<const std::int32_t> rules_of(FrameTypeId frame) const { return by_frame_[static_cast<std::size_t>(frame)]; }
  // Whether the number of instances of a repeat can depend on what is in them.
  bool counts_feed_back() const { return counts_feed_back_; }
  // Rules that depend on the language, and on the positions of repeat instances.
  std::span<const std::int32_t> language_rules() const { return language_; }
  std::span<const std::int32_t> position_rules() const { return position_; }

private:
  friend class GraphBuilder;
  std::vector<Rule> rules_;
  std::vector<DependencyEdge> edges_;
  std::vector<std::int32_t> first_;
  std::vector<std::vector<std::int32_t>> by_frame_;
  std::vector<std::int32_t> language_;
  std::vector<std::int32_t> position_;
  bool counts_feed_back_ = false;
};

} // namespace pilotage::forms
