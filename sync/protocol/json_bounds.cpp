#include "sync/protocol/json_bounds.h"

namespace pilotage::sync {

Result<nlohmann::json> parse_json(std::string_view text, const JsonBounds& bounds, std::string_view what) {
  const std::string name(what);
  if (text.size() > bounds.max_bytes) return fail(ErrorCode::limit_exceeded, "The " + name + " is too large.");

  // Values past a bound are dropped as they are read, so memory stays bounded too.
  std::size_t values = 0;
  bool exceeded = false;
  const auto within = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > bounds.max_depth || ++values > bounds.max_values) exceeded = true;
    return !exceeded;
  };
  auto json = nlohmann::json::parse(text.begin(), text.end(), within, false);
  if (exceeded) return fail(ErrorCode::limit_exceeded, "The " + name + " has too many or too deeply nested values.");
  if (json.is_discarded()) return fail(ErrorCode::malformed, "The " + name + " is not well-formed JSON.");
  return json;
}

std::string string_member(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace pilotage::sync
