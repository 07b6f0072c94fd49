// Base64 (RFC 4648, with padding). For this folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pilotage::sync {

std::string base64(std::string_view bytes);

// White space is ignored; nullopt for anything that is not Base64.
std::optional<std::string> from_base64(std::string_view text);

} // namespace pilotage::sync
