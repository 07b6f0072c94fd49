#include "forms/model/prefixes.h"

namespace pilotage::forms {

void Prefixes::declare(std::string_view prefix, std::string_view uri) {
  auto [known, added] = namespaces_.try_emplace(std::string(prefix), uri);
  if (!added) {
    if (const auto outer = prefixes_.find(known->second); outer != prefixes_.end() && outer->second == prefix) prefixes_.erase(outer);
    known->second = uri;
  }
  if (!prefix.empty()) prefixes_.try_emplace(known->second, prefix);
}

std::string_view Prefixes::prefix_for(std::string_view uri, std::string_view wanted) {
  if (uri.empty() || wanted.empty()) return {};
  if (wanted == "xml") return wanted; // known without a declaration
  const auto known = namespaces_.find(wanted);
  if (known == namespaces_.end()) {
    declare(wanted, uri);
    return namespaces_.find(wanted)->first;
  }
  if (known->second == uri) return known->first;
  if (const auto other = prefixes_.find(uri); other != prefixes_.end()) return other->second;
  std::string made;
  do made = "ns" + std::to_string(++made_);
  while (namespaces_.contains(made));
  declare(made, uri);
  return prefixes_.find(uri)->second;
}

} // namespace pilotage::forms
