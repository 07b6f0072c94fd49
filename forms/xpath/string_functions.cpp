// Functions that make and take texts apart (XPath 1.0, 4.2; ODK XForms, "String Functions").
#include <cmath>
#include <limits>
#include <unordered_map>

#include "forms/xpath/characters.h"
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

// The argument, or the context node where there is none.
std::string text_or_context(Evaluation& evaluation, const Arguments& arguments) {
  if (arguments.size() > 0) return arguments.string(0);
  std::string out;
  if (const NodeRef node = evaluation.context().node) node.tree->append_string_value(node.id, out);
  return out;
}

Value string(Evaluation& evaluation, const Arguments& arguments) { return text_or_context(evaluation, arguments); }

// Appends an argument: in the XForms dialect all nodes of a set, each preceded by the separator, if anything came before.
class Joiner {
public:
  Joiner(Evaluation& evaluation, std::string_view separator) : evaluation_(evaluation), separator_(separator) {}

  bool add(const Value& value) {
    if (!value.is(ValueType::nodes) || !evaluation_.xforms()) {
      separate();
      value.append_to(out_);
      return evaluation_.fits(out_);
    }
    for (const NodeRef node : value.nodes()) {
      separate();
      node.tree->append_string_value(node.id, out_);
      if (!evaluation_.fits(out_)) return false;
    }
    return true;
  }
  std::string take() { return std::move(out_); }

private:
  void separate() {
    if (!first_) out_ += separator_;
    first_ = false;
  }
  Evaluation& evaluation_;
  std::string_view separator_;
  std::string out_;
  bool first_ = true;
};

Value concat(Evaluation& evaluation, const Arguments& arguments) {
  Joiner joiner(evaluation, "");
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (!joiner.add(arguments.value(i)) || evaluation.failed()) return {};
  return joiner.take();
}

Value join(Evaluation& evaluation, const Arguments& arguments) {
  const std::string separator = arguments.string(0);
  Joiner joiner(evaluation, separator);
  for (std::size_t i = 1; i < arguments.size(); ++i)
    if (!joiner.add(arguments.value(i)) || evaluation.failed()) return {};
  return joiner.take();
}

Value starts_with(Evaluation& /*evaluation*/, const Arguments& arguments) { return arguments.string(0).starts_with(arguments.string(1)); }
Value ends_with(Evaluation& /*evaluation*/, const Arguments& arguments) { return arguments.string(0).ends_with(arguments.string(1)); }
Value contains(Evaluation& /*evaluation*/, const Arguments& arguments) {
  return arguments.string(0).find(arguments.string(1)) != std::string::npos;
}

Value substring_before(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  const std::size_t at = text.find(arguments.string(1));
  return at == std::string::npos ? std::string() : text.substr(0, at);
}

Value substring_after(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  const std::string part = arguments.string(1);
  const std::size_t at = text.find(part);
  return at == std::string::npos ? std::string() : text.substr(at + part.size());
}

// XPath 1.0, 4.4, round(): halves go up.
double rounded(double number) { return std::floor(number + 0.5); }

// The characters from `first` up to `last`, counted from 0, both within [0, count].
std::string part_of(std::string_view text, double first, double last) {
  if (!(first < last)) return {};
  const std::size_t begin = character_offset(text, static_cast<std::size_t>(first));
  const std::string_view rest = text.substr(begin);
  return std::string(rest.substr(0, character_offset(rest, static_cast<std::size_t>(last - first))));
}

Value substring(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  const auto count = static_cast<double>(count_characters(text));
  const double start = rounded(arguments.number(1));
  const double end = arguments.size() == 3 ? start + rounded(arguments.number(2)) : std::numeric_limits<double>::infinity();
  if (std::isnan(start) || std::isnan(end)) return std::string();
  return part_of(text, std::fmax(start - 1, 0), std::fmin(end - 1, count));
}

// From `start` up to `end`, counted from 0; negative ones from the end.
Value substr(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  const auto count = static_cast<double>(count_characters(text));
  const auto place = [count](double number) {
    if (std::isnan(number)) return 0.0;
    number = std::trunc(number);
    return std::fmin(std::fmax(number < 0 ? count + number : number, 0), count);
  };
  return part_of(text, place(arguments.number(1)), arguments.size() == 3 ? place(arguments.number(2)) : count);
}

Value string_length(Evaluation& evaluation, const Arguments& arguments) {
  return static_cast<double>(count_characters(text_or_context(evaluation, arguments)));
}

Value normalize_space(Evaluation& evaluation, const Arguments& arguments) {
  const std::string text = text_or_context(evaluation, arguments);
  std::string out;
  for (const std::string_view part : split_at_spaces(text)) {
    if (!out.empty()) out += ' ';
    out += part;
  }
  return out;
}

Value translate(Evaluation& evaluation, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  const std::string from = arguments.string(1);
  const std::string to = arguments.string(2);
  const auto targets = characters(to);
  std::unordered_map<std::string_view, std::string_view> replacement;
  std::size_t i = 0;
  for (const std::string_view character : characters(from)) {
    replacement.try_emplace(character, i < targets.size() ? targets[i] : std::string_view{});
    ++i;
  }
  std::string out;
  for (const std::string_view character : characters(text)) {
    const auto found = replacement.find(character);
    out += found == replacement.end() ? character : found->second;
  }
  evaluation.fits(out);
  return out;
}

// 1234567.5 as "1,234,567.5"; another separator can be given.
Value thousands_sep(Evaluation& evaluation, const Arguments& arguments) {
  const double number = arguments.number(0);
  const std::string separator = arguments.size() == 2 ? arguments.string(1) : ",";
  if (std::isnan(number)) return std::string();
  const std::string text = number_to_string(number);
  const std::size_t begin = text.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(text.find('.'), text.size());
  if (text[begin] == 'I') return text; // Infinity
  std::string out = text.substr(0, begin);
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && (end - i) % 3 == 0) out += separator;
    out += text[i];
  }
  evaluation.fits(out);
  return out + text.substr(end);
}

constexpr Function kStringFunctions[] = {
    {"string", 0, 1, string, DependsOn::context},
    {"concat", 0, kAnyNumber, concat},
    {"join", 1, kAnyNumber, join},
    {"starts-with", 2, 2, starts_with},
    {"ends-with", 2, 2, ends_with},
    {"contains", 2, 2, contains},
    {"substring-before", 2, 2, substring_before},
    {"substring-after", 2, 2, substring_after},
    {"substring", 2, 3, substring},
    {"substr", 2, 3, substr},
    {"string-length", 0, 1, string_length, DependsOn::context},
    {"normalize-space", 0, 1, normalize_space, DependsOn::context},
    {"translate", 3, 3, translate},
    {"thousands-sep", 1, 2, thousands_sep},
};

} // namespace

std::span<const Function> string_functions() { return kStringFunctions; }

} // namespace pilotage::forms::xpath
