// A document to ask with expressions, for tests that read like steps: document.number("/data/a + 1").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/environment.h"
#include "forms/xpath/documents/xml_tree.h"
#include "forms/xpath/evaluator.h"

namespace pilotage::forms::xpath {

// The document is also its own secondary instances: instance('x') is the first element called x.
class Document : public Host {
public:
  explicit Document(std::string_view xml);

  // Where expressions stand: the address of a node.
  Document& at(std::string_view address);

  double number(std::string_view expression);
  std::string text(std::string_view expression);
  bool truth(std::string_view expression);
  // Addresses of the nodes, separated by spaces.
  std::string nodes(std::string_view expression);
  // Of parsing, or else of evaluating. A test fails where there is none.
  Error error(std::string_view expression);

  const Environment& environment() const override { return clock; }
  std::string_view language() const override { return spoken; }
  std::optional<NodeRef> instance(std::string_view id) override;
  std::optional<Value> itext(std::string_view id) override;
  std::optional<std::string> choice_name(std::string_view value, std::string_view path, const Context& context) override;

  NameTable names;
  Tree tree;
  Context context;
  Namespaces namespaces;
  Dialect dialect = Dialect::xforms;
  Environment clock = fixed_environment();
  std::string spoken;

private:
  Expression parsed(std::string_view expression);
};

} // namespace pilotage::forms::xpath
