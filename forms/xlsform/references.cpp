#include "forms/xlsform/references.h"

#include <algorithm>

#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kLastSavedPrefix = "last-saved#";

Reference reference_at(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("${")) return {};
  std::size_t name = at + 2;
  const bool last_saved = text.substr(name).starts_with(kLastSavedPrefix);
  if (last_saved) name += kLastSavedPrefix.size();
  const std::size_t length = nc_name_length(text, name);
  if (length == 0 || !text.substr(name + length).starts_with('}')) return {};
  return {text.substr(name, length), at, name + length + 1 - at, last_saved};
}

} // namespace

std::size_t reference_length(std::string_view text, std::size_t at) { return reference_at(text, at).length; }

std::vector<Reference> references_in(std::string_view text) {
  std::vector<Reference> found;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const Reference reference = reference_at(text, at);
    if (reference.length != 0) found.push_back(reference);
  }
  return found;
}

bool has_reference(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    if (reference_length(text, at) != 0) return true;
  }
  return false;
}

bool has_last_saved_reference(std::string_view text) {
  const std::vector<Reference> found = references_in(text);
  return std::any_of(found.begin(), found.end(), [](const Reference& reference) { return reference.last_saved; });
}

bool is_reference(std::string_view text) { return !text.empty() && reference_length(text, 0) == text.size(); }

std::string_view broken_reference(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    if (reference_length(text, at) != 0) continue;
    const std::size_t end = text.find('}', at);
    // "${}" names nothing, and pyxform lets it pass as plain text.
    if (end == at + 2) continue;
    return text.substr(at, end == std::string_view::npos ? end : end + 1 - at);
  }
  return {};
}

} // namespace pilotage::forms::xlsform
