#include "sync/protocol/header_fields.h"

namespace pilotage::sync {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace

std::vector<std::pair<std::string_view, std::string_view>> split_fields(std::string_view header_value, char separator) {
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  while (!header_value.empty()) {
    const auto end = header_value.find(separator);
    const auto field = trimmed(header_value.substr(0, end));
    const auto equals = field.find('=');
    if (!field.empty())
      fields.emplace_back(trimmed(field.substr(0, equals)),
                          equals == std::string_view::npos ? std::string_view() : trimmed(field.substr(equals + 1)));
    if (end == std::string_view::npos) break;
    header_value.remove_prefix(end + 1);
  }
  return fields;
}

} // namespace pilotage::sync
