// Numbers as each language writes them.
#include <fmt/format.h>

#include <algorithm>

#include "client/ui/locale.h"

namespace pilotage::ui {

Text Locale::bytes(std::int64_t count) const {
  if (count < 1000) return (*this)("bytes.bytes"_count, count);
  const auto number = static_cast<double>(count);
  if (count < 1'000'000) return (*this)("bytes.kilo"_key, {{.name = "number", .value = fmt::format("{:.0f}", number / 1e3)}});
  std::string mega = fmt::format("{:.1f}", number / 1e6);
  std::ranges::replace(mega, '.', decimal_point());
  return (*this)("bytes.mega"_key, {{.name = "number", .value = mega}});
}

} // namespace pilotage::ui
