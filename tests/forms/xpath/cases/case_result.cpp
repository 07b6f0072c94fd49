#include "forms/xpath/cases/case_result.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <vector>

#include "forms/xpath/characters.h"
#include "forms/xpath/documents/xml_tree.h"

namespace pilotage::forms::xpath {

namespace {

using Json = nlohmann::json;

std::string check_boolean(const Json& wanted, const Expression& expression, const Context& context) {
  const auto got = evaluate_boolean(expression, context);
  if (!got) return got.error().to_string();
  return *got == wanted["expected"].get<bool>() ? "" : std::string("gave ") + (*got ? "true" : "false");
}

double wanted_number(const Json& expected) {
  if (!expected.is_string()) return expected.get<double>();
  const auto text = expected.get<std::string>();
  return std::strtod(text.c_str(), nullptr); // "NaN", "-Infinity", "-0"
}

std::string check_number(const Json& wanted, const Expression& expression, const Context& context) {
  const auto got = evaluate_number(expression, context);
  if (!got) return got.error().to_string();
  double number = *got;
  if (wanted["kind"] == "number-rounded") {
    const double factor = wanted["factor"].get<double>();
    number = std::floor(number * factor + 0.5) / factor;
  }
  const double expected = wanted_number(wanted["expected"]);
  if (number == expected || (std::isnan(number) && std::isnan(expected))) return "";
  return "gave " + Json(*got).dump();
}

std::string check_string(const Json& wanted, const Expression& expression, const Context& context) {
  std::string got;
  if (const auto done = evaluate_string(expression, context, got); !done) return done.error().to_string();
  bool right = false;
  if (wanted["kind"] == "string-length") {
    right = count_characters(got) == wanted["expected"].get<std::size_t>();
  } else if (wanted["kind"] == "string-matches") {
    const auto flags =
        wanted["expected"]["flags"].get<std::string>().find('i') == std::string::npos ? std::regex::ECMAScript : std::regex::icase;
    right = std::regex_search(got, std::regex(wanted["expected"]["regex"].get<std::string>(), flags));
  } else {
    right = got == wanted["expected"].get<std::string>();
  }
  return right ? "" : "gave \"" + got + "\"";
}

std::string check_nodes(const Json& wanted, const Expression& expression, const Context& context) {
  const auto got = evaluate_nodes(expression, context);
  if (!got) return got.error().to_string();
  std::vector<std::string> addresses;
  for (const NodeRef node : *got) addresses.push_back(address_of(*node.tree, expression.names(), node.id));
  auto expected = wanted["expected"].get<std::vector<std::string>>();
  if (wanted["kind"] == "nodeset-unordered") {
    std::ranges::sort(addresses);
    std::ranges::sort(expected);
  }
  return addresses == expected ? "" : "gave " + Json(addresses).dump();
}

} // namespace

std::string check_case(const Json& wanted, const Expression& expression, const Context& context) {
  const auto kind = wanted["kind"].get<std::string>();
  if (kind == "throws") return evaluate(expression, context) ? "gave a value, not an error" : "";
  if (kind == "boolean") return check_boolean(wanted, expression, context);
  if (kind == "number" || kind == "number-rounded") return check_number(wanted, expression, context);
  if (kind == "string" || kind == "string-matches" || kind == "string-length") return check_string(wanted, expression, context);
  if (kind == "nodeset" || kind == "nodeset-unordered") return check_nodes(wanted, expression, context);
  return "the runner does not know the kind " + kind;
}

} // namespace pilotage::forms::xpath
