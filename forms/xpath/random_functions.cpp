// Chance, from the form's random source or a seed (ODK XForms, "Number Functions", "Node-set Functions", "String Functions").
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "forms/xpath/digest.h"
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

// At least 0, less than 1.
double fraction(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

Value random(Evaluation& evaluation, const Arguments& /*arguments*/) {
  const Environment* environment = evaluation.environment();
  return environment == nullptr ? Value() : Value(fraction(environment->random()));
}

// A UUID of version 4 (RFC 9562, 5.4).
std::string new_uuid(const Environment& environment) {
  const std::uint64_t high = (environment.random() & 0xFFFFFFFFFFFF0FFFull) | 0x4000ull;
  const std::uint64_t low = (environment.random() & 0x3FFFFFFFFFFFFFFFull) | 0x8000000000000000ull;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFFF, low >> 48,
                     low & 0xFFFFFFFFFFFFull);
}

// With an argument: that many characters.
Value uuid(Evaluation& evaluation, const Arguments& arguments) {
  const Environment* environment = evaluation.environment();
  if (environment == nullptr) return {};
  if (arguments.size() == 0) return new_uuid(*environment);
  constexpr double kLongest = 10'000;
  const double length = arguments.number(0);
  if (!(length >= 0 && length <= kLongest))
    return evaluation.fail(ErrorCode::invalid_value, "uuid() takes a length from 0 to 10000, not " + number_to_string(length) + ".");
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string text;
  while (static_cast<double>(text.size()) + 1 <= length)
    text += kAlphabet[static_cast<std::size_t>(fraction(environment->random()) * static_cast<double>(kAlphabet.size()))];
  return text;
}

// Park and Miller's generator, by which every ODK client shuffles the same seed into the same order.
class ParkMiller {
public:
  explicit ParkMiller(std::int64_t seed) : state_(seed % kModulus) {
    if (state_ <= 0) state_ += kModulus - 1;
  }
  double next() {
    state_ = state_ * 16807 % kModulus;
    return static_cast<double>(state_ - 1) / static_cast<double>(kModulus - 1);
  }

private:
  static constexpr std::int64_t kModulus = 2'147'483'647;
  std::int64_t state_;
};

// A number without its fraction; what is too large becomes the largest.
std::int64_t whole(double number) {
  constexpr double kLimit = 9.2233720368547758e18;
  if (number >= kLimit) return std::numeric_limits<std::int64_t>::max();
  if (number <= -kLimit) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(number);
}

// A number seeds as it is, nothing as 0, any other text by its hash.
std::int64_t seed_of(Evaluation& evaluation, const Value& value) {
  const double number = evaluation.to_number(value);
  if (!std::isnan(number)) return whole(number);
  const std::string text = value.to_string();
  if (text.empty()) return 0;
  const std::string hash = digest_bytes(text, "SHA-256").value_or("");
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < 8 && i < hash.size(); ++i) seed = seed << 8 | static_cast<unsigned char>(hash[i]);
  // The hash goes through a number, as in the other clients: its last bits are lost.
  return whole(static_cast<double>(static_cast<std::int64_t>(seed)));
}

// Fisher and Yates, inside out.
template <typename Next>
NodeSet shuffled(const NodeSet& nodes, Next next) {
  NodeSet out = nodes;
  const auto places = out.nodes();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto j = static_cast<std::size_t>(next() * static_cast<double>(i + 1));
    places[i] = places[j];
    places[j] = nodes[i];
  }
  return out;
}

Value randomize(Evaluation& evaluation, const Arguments& arguments) {
  NodeSet nodes;
  if (!arguments.nodes(0, nodes) || !evaluation.spend(nodes.size())) return {};
  if (arguments.size() == 2) {
    ParkMiller generator(seed_of(evaluation, arguments.value(1)));
    return shuffled(nodes, [&generator] { return generator.next(); });
  }
  const Environment* environment = evaluation.environment();
  if (environment == nullptr) return {};
  return shuffled(nodes, [environment] { return fraction(environment->random()); });
}

constexpr Function kRandomFunctions[] = {
    {"random", 0, 0, random, DependsOn::random},
    {"uuid", 0, 1, uuid, DependsOn::random},
    {"randomize", 1, 2, randomize, DependsOn::random},
};

} // namespace

std::span<const Function> random_functions() { return kRandomFunctions; }

} // namespace pilotage::forms::xpath
