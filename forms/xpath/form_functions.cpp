// What only the form knows: its texts, the labels of its choices, its attached tables (ODK XForms, "Translation Functions",
// "Select Functions", "String Functions"); version() and property() as in ODK Collect.
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

Value itext(Evaluation& evaluation, const Arguments& arguments) {
  Host* host = evaluation.host();
  if (host == nullptr) return {};
  const std::string id = arguments.string(0);
  if (evaluation.failed()) return {};
  return host->itext(id).value_or(Value(NodeSet()));
}

Value choice_name(Evaluation& evaluation, const Arguments& arguments) {
  Host* host = evaluation.host();
  if (host == nullptr) return {};
  const std::string value = arguments.string(0);
  const std::string path = arguments.string(1);
  if (evaluation.failed()) return {};
  return host->choice_name(value, path, evaluation.context()).value_or("");
}

NodeId child_called(const Tree& tree, const NameTable& names, NodeId parent, std::string_view local) {
  for (NodeId child = tree.first_child(parent); child != kNoNode; child = tree.next_sibling(child))
    if (tree.is_element(child) && names.local(tree.name(child)) == local) return child;
  return kNoNode;
}

// instance(id)/root/item[key_column = key]/column of the first such item.
Value look_through(Evaluation& evaluation, NodeRef instance, std::string_view column, std::string_view key_column, std::string_view key) {
  const Tree& tree = *instance.tree;
  const NameTable& names = evaluation.expression().names();
  const NodeId root = child_called(tree, names, instance.id, "root");
  if (root == kNoNode) return std::string();
  std::string scratch;
  for (NodeId item = tree.first_child(root); item != kNoNode; item = tree.next_sibling(item)) {
    if (!evaluation.spend(1)) return {};
    const NodeId found = child_called(tree, names, item, key_column);
    if (found == kNoNode || tree.string_value(found, scratch) != key) continue;
    const NodeId cell = child_called(tree, names, item, column);
    return cell == kNoNode ? std::string_view{} : tree.string_value(cell, scratch);
  }
  return std::string();
}

Value pulldata(Evaluation& evaluation, const Arguments& arguments) {
  Host* host = evaluation.host();
  if (host == nullptr) return {};
  const std::string id = arguments.string(0);
  const std::string column = arguments.string(1);
  const std::string key_column = arguments.string(2);
  const std::string key = arguments.string(3);
  if (evaluation.failed()) return {};
  if (auto found = host->pulldata(id, column, key_column, key)) return std::move(*found);
  const std::optional<NodeRef> instance = host->instance(id);
  if (!instance)
    return evaluation.fail(ErrorCode::not_found, "pulldata() finds no table \"" + id + "\": attach " + id + ".csv to the form.");
  return look_through(evaluation, *instance, column, key_column, key);
}

Value version(Evaluation& evaluation, const Arguments& /*arguments*/) {
  const Host* host = evaluation.host();
  return host == nullptr ? Value() : Value(std::string(host->form_version()));
}

Value property_(Evaluation& evaluation, const Arguments& arguments) {
  const Environment* environment = evaluation.environment();
  return environment == nullptr ? Value() : Value(property(*environment, arguments.string(0)));
}

constexpr Function kFormFunctions[] = {
    {"jr:itext", 1, 1, itext, DependsOn::language},
    {"jr:choice-name", 2, 2, choice_name, DependsOn::choices | DependsOn::language},
    {"pulldata", 4, 4, pulldata, DependsOn::instances},
    {"version", 0, 0, version},
    {"property", 1, 1, property_},
};

} // namespace

std::span<const Function> form_functions() { return kFormFunctions; }

} // namespace pilotage::forms::xpath
