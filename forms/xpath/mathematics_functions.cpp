// Powers, logarithms and trigonometry (ODK XForms, "Number Functions"; XPath 3.0, math).
#include <cmath>
#include <numbers>

#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

template <double (*kFunction)(double)>
Value of_one(Evaluation& /*evaluation*/, const Arguments& arguments) {
  return kFunction(arguments.number(0));
}

template <double (*kFunction)(double, double)>
Value of_two(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const double first = arguments.number(0);
  return kFunction(first, arguments.number(1));
}

// IEEE 754 makes 1 of pow(1, NaN); a form must not make a number of an answer that is missing.
double power(double base, double exponent) {
  if (std::isnan(exponent) || std::isnan(base)) return exponent == 0 ? 1 : std::numeric_limits<double>::quiet_NaN();
  return std::pow(base, exponent);
}
double power_of_10(double exponent) { return std::pow(10.0, exponent); }

Value pi(Evaluation& /*evaluation*/, const Arguments& /*arguments*/) { return std::numbers::pi; }

constexpr Function kMathematicsFunctions[] = {
    {"sin", 1, 1, of_one<std::sin>},   {"cos", 1, 1, of_one<std::cos>},      {"tan", 1, 1, of_one<std::tan>},
    {"asin", 1, 1, of_one<std::asin>}, {"acos", 1, 1, of_one<std::acos>},    {"atan", 1, 1, of_one<std::atan>},
    {"exp", 1, 1, of_one<std::exp>},   {"exp10", 1, 1, of_one<power_of_10>}, {"log", 1, 1, of_one<std::log>},
    {"sqrt", 1, 1, of_one<std::sqrt>}, {"log10", 1, 1, of_one<std::log10>},  {"abs", 1, 1, of_one<std::fabs>},
    {"pow", 2, 2, of_two<power>},      {"atan2", 2, 2, of_two<std::atan2>},  {"pi", 0, 0, pi},
};

} // namespace

std::span<const Function> mathematics_functions() { return kMathematicsFunctions; }

} // namespace pilotage::forms::xpath
