// Goes through the steps of direct_program.h. It gives what xpath::evaluate_number gives, or nothing where it meets what it leaves to that:
// an answer in the place of a number that is none as it stands, such as a date.
#pragma once

#include <optional>
#include <span>

#include "forms/engine/instance.h"
#include "forms/model/direct_program.h"

namespace pilotage::forms {

// `node`, of the main instance, is the one that the expression stands on. Conditions give 1 or 0.
std::optional<double> evaluate_directly(std::span<const DirectStep> program, const Instance& instance, xpath::NodeId node);

} // namespace pilotage::forms
