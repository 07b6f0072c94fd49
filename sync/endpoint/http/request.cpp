#include "sync/endpoint/http/request.h"

#include <charconv>

#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (sync::equal_ignoring_case(key, name)) return value;
  return {};
}

std::string_view Request::capture(std::string_view name) const {
  const auto found = captures.find(name);
  return found == captures.end() ? std::string_view{} : found->second;
}

std::int64_t Request::captured_number(std::string_view name) const {
  const std::string_view text = capture(name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

bool Request::query_switch(std::string_view name, bool otherwise) const {
  return sync::equal_ignoring_case(query_value(name).value_or(""), otherwise ? "false" : "true") != otherwise;
}

} // namespace pilotage::endpoint
