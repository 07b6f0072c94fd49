// Sums and counts over the instances of a repeat, kept up to date one change at a time: what answers sum(/data/person/age) and
// count(/data/person) without walking every instance. Only whole numbers are added up, whose sum does not depend on the order; as
// long as any other number is among them, there is no answer here, and the expression is evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "forms/engine/instance.h"

namespace pilotage::forms {

class RepeatTotals {
public:
  // Finds the sums and counts in the form's expressions.
  RepeatTotals(const FormContent& form, const Instance& instance);

  bool watches(PlaceId place) const { return watch_of_[static_cast<std::size_t>(place)] != -1; }
  // The node has another value, or came, went, appeared or disappeared.
  void update(xpath::NodeId node);
  // Everything anew.
  void rebuild();

  // Over the nodes of a bound path, from a node in the main instance.
  std::optional<double> sum(const BoundPath& path, xpath::NodeId from) const;
  std::optional<double> count(const BoundPath& path, xpath::NodeId from) const;

private:
  struct Share { // what one node adds
    double number = 0;
    bool counted = false;
    bool odd = false; // not a whole number
  };
  struct Total {
    double sum = 0;
    std::int64_t count = 0;
    std::int64_t odd = 0;
  };
  struct Watch {
    PlaceId place = kNoPlace;
    std::vector<FrameTypeId> within;
    std::vector<std::vector<Total>> totals; // beside `within`, by frame
    std::vector<Share> shares;              // by frame
  };
  void watch(PlaceId place, FrameTypeId within);
  Share share_of(xpath::NodeId node, FrameId frame) const;
  const Total* total(const BoundPath& path, xpath::NodeId from) const;

  const FormContent& form_;
  const Instance& instance_;
  std::vector<std::int32_t> watch_of_; // by place: into watches_, or -1
  std::vector<Watch> watches_;
};

} // namespace pilotage::forms
