// Numbers: conversion, rounding, the least and the most (XPath 1.0, 4.4; ODK XForms, "Number Functions").
#include <cmath>
#include <limits>

#include "forms/xpath/date_text.h"
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"
#include "forms/xpath/rounding.h"

namespace pilotage::forms::xpath {

namespace {

// Texts that are dates give the days since 1970, which show as whole days.
Value number(Evaluation& evaluation, const Arguments& arguments) {
  const Value value = arguments.size() > 0 ? arguments.value(0) : evaluation.context().node ? Value(evaluation.context().node) : Value();
  if (evaluation.failed()) return {};
  if (evaluation.xforms() && (value.is(ValueType::string) || value.is(ValueType::nodes))) {
    if (auto moment = parse_moment(evaluation, value.to_string())) {
      moment->shown = Moment::Shown::days;
      return *moment;
    }
  }
  if (value.is(ValueType::moment)) {
    Moment moment = value.moment();
    moment.shown = Moment::Shown::days;
    return moment;
  }
  return evaluation.to_number(value);
}

Value int_(Evaluation& /*evaluation*/, const Arguments& arguments) { return std::trunc(arguments.number(0)); }
Value floor(Evaluation& /*evaluation*/, const Arguments& arguments) { return std::floor(arguments.number(0)); }
Value ceiling(Evaluation& /*evaluation*/, const Arguments& arguments) { return std::ceil(arguments.number(0)); }

Value round(Evaluation& evaluation, const Arguments& arguments) {
  const double value = arguments.number(0);
  if (!evaluation.xforms()) return std::floor(value + 0.5);
  const double decimals = arguments.size() == 2 ? std::trunc(arguments.number(1)) : 0;
  if (std::isnan(decimals)) return kNaN;
  return round_decimal(value, static_cast<int>(std::fmin(std::fmax(decimals, -400), 400)));
}

// A set without numbers sums up to 0; in the XForms dialect questions without an answer do not count.
Value sum(Evaluation& evaluation, const Arguments& arguments) {
  if (const auto known = evaluation.known_total(arguments.id(0), &PathResolver::sum)) return *known;
  NodeSet nodes;
  if (!arguments.nodes(0, nodes) || !evaluation.spend(nodes.size())) return {};
  double total = 0;
  std::string scratch;
  for (const NodeRef node : nodes) {
    const std::string_view text = node.tree->string_value(node.id, scratch);
    if (text.empty() && evaluation.xforms()) continue;
    total += evaluation.to_number(text);
  }
  return total;
}

// The extreme of all numbers of all arguments; NaN where there is none, and where one is no number.
Value extreme(Evaluation& evaluation, const Arguments& arguments, bool largest) {
  double found = kNaN;
  bool any = false;
  const auto take = [&](double candidate) {
    if (std::isnan(candidate)) return false;
    if (!any || (largest ? candidate > found : candidate < found)) found = candidate;
    return any = true;
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value value = arguments.value(i);
    if (evaluation.failed()) return {};
    if (!value.is(ValueType::nodes)) {
      if (!take(evaluation.to_number(value))) return kNaN;
      continue;
    }
    if (!evaluation.spend(value.nodes().size())) return {};
    for (const NodeRef node : value.nodes())
      if (!take(evaluation.to_number(node))) return kNaN;
  }
  return found;
}

Value min(Evaluation& evaluation, const Arguments& arguments) { return extreme(evaluation, arguments, false); }
Value max(Evaluation& evaluation, const Arguments& arguments) { return extreme(evaluation, arguments, true); }

constexpr Function kNumberFunctions[] = {
    {"number", 0, 1, number, DependsOn::context},
    {"int", 1, 1, int_},
    {"floor", 1, 1, floor},
    {"ceiling", 1, 1, ceiling},
    {"round", 1, 2, round},
    {"sum", 1, 1, sum},
    {"min", 1, kAnyNumber, min},
    {"max", 1, kAnyNumber, max},
};

} // namespace

std::span<const Function> number_functions() { return kNumberFunctions; }

} // namespace pilotage::forms::xpath
