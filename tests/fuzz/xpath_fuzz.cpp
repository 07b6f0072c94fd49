// Arbitrary text as an expression, evaluated on a small form in both dialects and in every result type: never a crash, a hang or a leak.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "forms/xpath/evaluator.h"

namespace {

using namespace pilotage::forms::xpath;

// A form with a repeat, dates, points, attributes, a comment, mixed content, and a table.
struct Form {
  NameTable names;
  Tree tree;
  NodeId question = kNoNode;

  NodeId element(NodeId parent, const char* name, std::string_view text = {}) {
    const NodeId node = tree.append_element(parent, names.intern("", name));
    if (!text.empty()) tree.set_text(node, text);
    return node;
  }

  Form() {
    const NodeId data = element(kDocument, "data");
    tree.append_attribute(data, names.intern("", "id"), "form");
    question = element(data, "age", "17");
    element(data, "born", "2001-02-03");
    element(data, "place", "0.5 0.5 0 0;1 1 0 0;0 1 0 0;0.5 0.5 0 0");
    element(data, "choices", "a b c");
    for (int i = 0; i < 4; ++i) {
      const NodeId person = element(data, "person");
      tree.append_attribute(person, names.intern("http://openrosa.org/javarosa", "template"), "", "jr");
      element(person, "name", "n" + std::to_string(i));
      element(person, "weight", std::to_string(i * 10));
    }
    const NodeId mixed = element(data, "mixed", "text");
    tree.append_comment(mixed, "comment");
    tree.append_text(mixed, "more");
    const NodeId root = element(data, "root");
    for (int i = 0; i < 4; ++i) {
      const NodeId item = element(root, "item");
      element(item, "name", "n" + std::to_string(i));
      element(item, "label", "Label");
    }
  }
};

class FuzzHost : public Host {
public:
  explicit FuzzHost(const Tree& tree, NodeId data) : data_{&tree, data} {}
  const pilotage::forms::Environment& environment() const override { return environment_; }
  std::optional<NodeRef> instance(std::string_view id) override { return id.empty() ? std::nullopt : std::optional(data_); }
  std::optional<Value> itext(std::string_view id) override { return Value(id); }
  std::string_view language() const override { return "French (fr)"; }

private:
  NodeRef data_;
  pilotage::forms::Environment environment_ = pilotage::forms::fixed_environment();
};

void check(bool right) {
  if (!right) std::abort();
}

void evaluate_all(const Expression& expression, const Context& context) {
  const auto value = evaluate(expression, context);
  if (!value) check(!value.error().message.empty() && value.error().where.starts_with("column "));
  (void)evaluate_number(expression, context);
  (void)evaluate_boolean(expression, context);
  std::string text;
  (void)evaluate_string(expression, context, text);
  if (value && value->is(ValueType::nodes))
    for (const NodeRef node : value->nodes()) check(node.tree->kind(node.id) != NodeKind::removed);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Form form;
  static FuzzHost host(form.tree, form.tree.document_element());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Context context{
      .node = {&form.tree, form.question}, .host = &host, .limits = {.nodes = 10'000, .characters = 100'000, .steps = 200'000}};
  for (const Dialect dialect : {Dialect::xforms, Dialect::xpath1}) {
    NameTable names = form.names;
    const auto expression = Expression::parse(text, {}, names, dialect);
    if (expression) {
      (void)expression->complaints();
      evaluate_all(*expression, context);
    } else {
      check(!expression.error().message.empty());
    }
  }
  return 0;
}
