// The attributes that a bind, control or instance node of the XForm gets, in the order in which they were set.
// Few of them each, so a plain list. Values; the texts point into the workbook's arena or are literals.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::forms::xlsform {

class Attributes {
public:
  void set(std::string_view name, std::string_view value) {
    for (auto& [key, old] : list_) {
      if (key == name) {
        old = value;
        return;
      }
    }
    list_.emplace_back(name, value);
  }

  // Empty where it is not set.
  std::string_view get(std::string_view name) const {
    for (const auto& [key, value] : list_) {
      if (key == name) return value;
    }
    return {};
  }

  bool has(std::string_view name) const {
    for (const auto& [key, value] : list_) {
      if (key == name) return true;
    }
    return false;
  }

  void remove(std::string_view name) {
    std::erase_if(list_, [name](const auto& entry) { return entry.first == name; });
  }

  bool empty() const { return list_.empty(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }

private:
  std::vector<std::pair<std::string_view, std::string_view>> list_;
};

} // namespace pilotage::forms::xlsform
