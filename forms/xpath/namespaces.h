// The namespaces that expressions of ODK forms use, with the prefixes by which they are known without a declaration.
#pragma once

#include <optional>
#include <string_view>

#include "forms/xpath/expression.h"

namespace pilotage::forms::xpath {

// The URI that a prefix stands for, as declared, else as known; nullopt where it is neither.
std::optional<std::string_view> namespace_of(const Namespaces& namespaces, std::string_view prefix);

} // namespace pilotage::forms::xpath
