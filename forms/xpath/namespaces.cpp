#include "forms/xpath/namespaces.h"

#include <algorithm>
#include <array>
#include <utility>

#include "forms/xpath/function_table.h"

namespace pilotage::forms::xpath {

namespace {

using Known = std::pair<std::string_view, std::string_view>;
constexpr std::array kKnown = {
    Known{"jr", kJavaRosaNamespace},
    Known{"javarosa", kJavaRosaNamespace},
    Known{"orx", "http://openrosa.org/xforms"},
    Known{"odk", "http://www.opendatakit.org/xforms"},
    Known{"enk", "http://enketo.org/xforms"},
    Known{"h", "http://www.w3.org/1999/xhtml"},
    Known{"html", "http://www.w3.org/1999/xhtml"},
    Known{"xhtml", "http://www.w3.org/1999/xhtml"},
    Known{"xf", "http://www.w3.org/2002/xforms"},
    Known{"xforms", "http://www.w3.org/2002/xforms"},
    Known{"entities", "http://www.opendatakit.org/xforms/entities"},
    Known{"fn", "http://www.w3.org/2005/xpath-functions"},
    Known{"xml", "http://www.w3.org/XML/1998/namespace"},
};

} // namespace

std::optional<std::string_view> namespace_of(const Namespaces& namespaces, std::string_view prefix) {
  if (const auto found = namespaces.prefixes.find(prefix); found != namespaces.prefixes.end()) return found->second;
  const auto* known = std::ranges::find(kKnown, prefix, &Known::first);
  if (known != kKnown.end()) return known->second;
  return std::nullopt;
}

} // namespace pilotage::forms::xpath
