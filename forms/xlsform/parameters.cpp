#include "forms/xlsform/parameters.h"

#include <algorithm>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kSeparators = " \t\r\n,;";

bool keeps_case(std::string_view key) { return key == "reference-geometry" || key == "label" || key == "value" || key == "seed"; }

// Words and equals signs, in order.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    if (kSeparators.find(text[at]) != std::string_view::npos) {
      ++at;
    } else if (text[at] == '=') {
      words.push_back(text.substr(at++, 1));
    } else {
      const std::size_t end = std::min(text.find_first_of(" \t\r\n,;=", at), text.size());
      words.push_back(text.substr(at, end - at));
      at = end;
    }
  }
  return words;
}

} // namespace

Parameters Parameters::parse(std::string_view text, const Place& place, Problems& problems) {
  Parameters parameters;
  const std::vector<std::string_view> words = words_of(text);
  const bool well_formed = [&] {
    if (words.size() % 3 != 0) return false;
    for (std::size_t i = 0; i < words.size(); i += 3) {
      if (words[i] == "=" || words[i + 1] != "=" || words[i + 2] == "=") return false;
    }
    return true;
  }();
  if (!well_formed) {
    problems.error(place, cat({"\"", text, "\" is not a list of parameters"}), "write each as key=value, with a space between two of them");
    return parameters;
  }
  for (std::size_t i = 0; i < words.size(); i += 3) {
    const std::string key = lower(words[i]);
    const std::string value = keeps_case(key) ? std::string(words[i + 2]) : lower(words[i + 2]);
    const auto known =
        std::find_if(parameters.list_.begin(), parameters.list_.end(), [&key](const auto& entry) { return entry.first == key; });
    if (known == parameters.list_.end()) {
      parameters.list_.emplace_back(key, value);
    } else {
      known->second = value;
    }
  }
  return parameters;
}

void Parameters::accept(std::initializer_list<std::string_view> keys, const Place& place, Problems& problems) const {
  for (const auto& [key, value] : list_) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string known;
    for (const std::string_view name : keys) known += (known.empty() ? "" : ", ") + std::string(name);
    problems.error(place, cat({"this type of question has no parameter \"", key, "\""}),
                   keys.size() == 0 ? std::string("remove it") : "remove it, or use one of: " + known);
  }
}

std::optional<std::string_view> Parameters::get(std::string_view key) const {
  for (const auto& [name, value] : list_) {
    if (name == key) return value;
  }
  return std::nullopt;
}

} // namespace pilotage::forms::xlsform
