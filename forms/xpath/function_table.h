// The functions that expressions can call, found by name when an expression is compiled.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "forms/xpath/expression.h"
#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

class Evaluation;
class Arguments;

inline constexpr std::string_view kJavaRosaNamespace = "http://openrosa.org/javarosa";
inline constexpr int kAnyNumber = std::numeric_limits<int>::max();

// What the result depends on beside the arguments and the nodes that they name: a value that depends on any of these cannot
// be known from the dependency graph alone.
enum class DependsOn : std::uint8_t {
  arguments = 0,
  clock = 1,
  random = 2,
  language = 4,
  instances = 8, // instance(), pulldata()
  context = 16,  // the context node: position(), string() without arguments, once()
  choices = 32,  // jr:choice-name()
};
constexpr DependsOn operator|(DependsOn a, DependsOn b) { return static_cast<DependsOn>(static_cast<int>(a) | static_cast<int>(b)); }
constexpr bool has(DependsOn set, DependsOn one) { return (static_cast<int>(set) & static_cast<int>(one)) != 0; }

struct Function {
  std::string_view name; // "jr:itext" for those of the JavaRosa namespace
  int min_arguments;
  int max_arguments; // or kAnyNumber
  Value (*call)(Evaluation& evaluation, const Arguments& arguments);
  DependsOn depends_on = DependsOn::arguments;
};

// nullptr: there is none. `uri` is "" for names without a prefix.
const Function* find_function(std::string_view uri, std::string_view local, Dialect dialect);

} // namespace pilotage::forms::xpath
