// What the conformance cases say of the world: the zone, the active language, and the form that the document is.
#pragma once

#include <string>

#include "forms/xpath/host.h"

namespace pilotage::forms::xpath {

class CaseHost : public Host {
public:
  // `zone`: "America/Phoenix", which never changes its clocks, or "UTC".
  CaseHost(const Tree& tree, NameTable& names, const std::string& zone, std::string language);

  const Environment& environment() const override { return environment_; }
  std::string_view language() const override { return language_; }
  // <instance id="..."> anywhere in the document.
  std::optional<NodeRef> instance(std::string_view id) override;
  // The plain <value> of <itext><translation lang="..."><text id="...">.
  std::optional<Value> itext(std::string_view id) override;

private:
  NodeId find(NodeId from, std::string_view element, std::string_view attribute, std::string_view value) const;

  const Tree& tree_;
  NameTable& names_;
  std::string language_;
  Environment environment_;
};

} // namespace pilotage::forms::xpath
