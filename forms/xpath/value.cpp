#include "forms/xpath/value.h"

#include <cmath>

namespace pilotage::forms::xpath {

bool Value::to_boolean() const {
  switch (type()) {
  case ValueType::boolean: return boolean();
  case ValueType::number: return number() != 0 && !std::isnan(number());
  case ValueType::string: return !string().empty();
  case ValueType::nodes: return !nodes().empty();
  case ValueType::moment: return moment().milliseconds != 0 && !std::isnan(moment().milliseconds);
  }
  return false;
}

void Value::append_to(std::string& out) const {
  switch (type()) {
  case ValueType::boolean: out += boolean() ? "true" : "false"; break;
  case ValueType::number: append_number(number(), out); break;
  case ValueType::string: out += string(); break;
  case ValueType::nodes:
    if (!nodes().empty()) nodes().front().tree->append_string_value(nodes().front().id, out);
    break;
  case ValueType::moment: out += moment().to_string(); break;
  }
}

std::string Value::to_string() const {
  if (is(ValueType::string)) return string();
  std::string out;
  append_to(out);
  return out;
}

} // namespace pilotage::forms::xpath
