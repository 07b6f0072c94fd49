#include "forms/model/form_content.h"

#include <algorithm>

namespace pilotage::forms {

std::string FormContent::step(PlaceId place) const {
  const Place& here = shape[place];
  const std::string_view local = names.local(here.name);
  const std::string_view uri = names.uri(here.name);
  if (uri.empty()) return std::string(local);
  const auto own = namespaces.prefixes.find(here.prefix);
  const auto known = own != namespaces.prefixes.end() && own->second == uri
                         ? own
                         : std::ranges::find_if(namespaces.prefixes, [&](const auto& other) { return other.second == uri; });
  return (known == namespaces.prefixes.end() ? std::string(here.prefix) : known->first) + ":" + std::string(local);
}

std::string FormContent::path(PlaceId place) const {
  std::vector<PlaceId> steps;
  for (PlaceId at = place; at != kNoPlace; at = shape[at].parent) steps.push_back(at);
  std::string path;
  for (auto at = steps.rbegin(); at != steps.rend(); ++at) path += (shape[*at].attribute ? "/@" : "/") + step(*at);
  return path;
}

} // namespace pilotage::forms
