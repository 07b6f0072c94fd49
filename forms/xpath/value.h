// What an expression gives: a boolean, a number, a string, a set of nodes, or, in the XForms dialect, a moment. With the
// conversions of XPath 1.0, 3 and 4 that need nothing but the value itself.
//
// A Moment is what date(), today() and their kin give: in arithmetic and comparison the days since 1970-01-01T00:00Z, as a string
// a date or a date and time in the zone that was in force.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "forms/xpath/node_set.h"

namespace pilotage::forms::xpath {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Moment {
  enum class Shown : std::uint8_t {
    date_or_time, // "2018-01-01" at midnight, else "2018-01-01T13:04:05.000-07:00"
    date,
    date_time,
    days, // whole days since 1970, downwards: what number() makes of a date
  };
  double milliseconds = 0; // since 1970-01-01T00:00:00Z; NaN is "Invalid Date"
  std::int32_t offset = 0; // seconds east of UTC on the clock there and then
  Shown shown = Shown::date_or_time;

  double days() const { return milliseconds / 86'400'000.0; }
  std::string to_string() const;
  bool operator==(const Moment&) const = default;
};

enum class ValueType : std::uint8_t { boolean, number, string, nodes, moment };

class Value {
public:
  Value() : held_(false) {}
  Value(bool value) : held_(value) {}
  Value(double value) : held_(value) {}
  Value(std::string value) : held_(std::move(value)) {}
  Value(std::string_view value) : held_(std::string(value)) {}
  Value(const char* value) : held_(std::string(value)) {}
  Value(NodeSet value) : held_(std::move(value)) {}
  Value(NodeRef node) : held_(NodeSet(node)) {}
  Value(Moment value) : held_(value) {}
  Value(int) = delete; // say which: a boolean or a number

  ValueType type() const { return static_cast<ValueType>(held_.index()); }
  bool is(ValueType type) const { return this->type() == type; }

  // The value itself; only where type() says so.
  bool boolean() const { return *std::get_if<bool>(&held_); }
  double number() const { return *std::get_if<double>(&held_); }
  const std::string& string() const { return *std::get_if<std::string>(&held_); }
  std::string& string() { return *std::get_if<std::string>(&held_); }
  const NodeSet& nodes() const { return *std::get_if<NodeSet>(&held_); }
  NodeSet& nodes() { return *std::get_if<NodeSet>(&held_); }
  const Moment& moment() const { return *std::get_if<Moment>(&held_); }

  // XPath 1.0, 4.3: numbers but 0 and NaN, strings but "", sets but the empty one are true.
  bool to_boolean() const;
  // XPath 1.0, 4.2; of a set, the first node's string-value; of a Moment, its text.
  std::string to_string() const;
  void append_to(std::string& out) const;

private:
  std::variant<bool, double, std::string, NodeSet, Moment> held_;
};

// XPath 1.0, 4.2: "NaN", "Infinity", integers without a point, the shortest decimal that reads back as the number; never an exponent.
std::string number_to_string(double number);
void append_number(double number, std::string& out);

// XPath 1.0, 4.4: optional white space, an optional minus sign, digits with an optional point. Anything else is NaN.
double string_to_number(std::string_view text);
// The same in the XForms dialect, which also takes what other programs write: "7.9e-12".
double string_to_number_with_exponent(std::string_view text);

} // namespace pilotage::forms::xpath
