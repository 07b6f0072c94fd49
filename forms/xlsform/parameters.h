// The parameters column: "rows=3 max-pixels=1024", separated by spaces, commas or semicolons. Keys and values are in
// lower case, except the values that name something. Pure; any thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/xlsform/problems.h"

namespace pilotage::forms::xlsform {

class Parameters {
public:
  // A text that is no list of key=value is an error.
  static Parameters parse(std::string_view text, const Place& place, Problems& problems);

  // An error for each key that is not among the accepted ones.
  void accept(std::initializer_list<std::string_view> keys, const Place& place, Problems& problems) const;

  std::optional<std::string_view> get(std::string_view key) const;
  bool has(std::string_view key) const { return get(key).has_value(); }

private:
  std::vector<std::pair<std::string, std::string>> list_;
};

} // namespace pilotage::forms::xlsform
