#include "forms/xpath/host.h"

namespace pilotage::forms::xpath {

std::optional<Value> Host::itext(std::string_view /*id*/) { return std::nullopt; }

NodeId PathResolver::one(const Expression& /*expression*/, int /*path*/, const Context& /*context*/) { return kNotKnown; }

std::optional<double> PathResolver::sum(const Expression& /*expression*/, int /*path*/, const Context& /*context*/) { return std::nullopt; }

std::optional<double> PathResolver::count(const Expression& /*expression*/, int /*path*/, const Context& /*context*/) {
  return std::nullopt;
}

std::optional<std::string> Host::choice_name(std::string_view /*value*/, std::string_view /*path*/, const Context& /*context*/) {
  return std::nullopt;
}

std::optional<std::string> Host::pulldata(std::string_view /*instance*/, std::string_view /*column*/, std::string_view /*key_column*/,
                                          std::string_view /*key*/) {
  return std::nullopt;
}

} // namespace pilotage::forms::xpath
