// SQL put together from parts while the program is compiled, so that what several statements share is written once.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace pilotage::endpoint {

template <const std::string_view&... Parts>
struct SqlText {
  static constexpr auto kText = [] {
    std::array<char, (Parts.size() + ...)> text{};
    auto at = text.begin();
    ((at = std::ranges::copy(Parts, at).out), ...);
    return text;
  }();
  static constexpr std::string_view kView{kText.data(), kText.size()};
};

// sql_of<kColumns, kFrom>: the parts as one text, which lives as long as the program.
template <const std::string_view&... Parts>
inline constexpr std::string_view sql_of = SqlText<Parts...>::kView;

} // namespace pilotage::endpoint
