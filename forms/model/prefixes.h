// The prefixes that a document declares at its root: one namespace for each of them, wherever in the document a name stands.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace pilotage::forms {

class Prefixes {
public:
  using Map = std::map<std::string, std::string, std::less<>>;

  // Instead of what the prefix stood for. "" is the namespace of elements without one.
  void declare(std::string_view prefix, std::string_view uri);
  // What names of this namespace are written with: `wanted`, if it stands for it or for nothing so far; else another prefix that does, and
  // where there is none a new one. "" for no namespace. Valid until the next declare().
  std::string_view prefix_for(std::string_view uri, std::string_view wanted);

  const Map& namespaces() const { return namespaces_; } // by prefix

private:
  Map namespaces_;
  Map prefixes_; // by namespace: one of them
  std::size_t made_ = 0;
};

} // namespace pilotage::forms
