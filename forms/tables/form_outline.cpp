#include "forms/tables/form_outline.h"

#include <algorithm>
#include <functional>
#include <pugixml.hpp>

namespace pilotage::forms {

namespace {

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node node : parent.children())
    if (local_name(node.name()) == name) return node;
  return {};
}

void each_element(const pugi::xml_node& node, const std::function<void(const pugi::xml_node&)>& visit) {
  for (const pugi::xml_node below : node.children()) {
    if (below.type() != pugi::node_element) continue;
    visit(below);
    each_element(below, visit);
  }
}

bool is_leaf(const pugi::xml_node& node) {
  return std::ranges::none_of(node.children(), [](const pugi::xml_node& below) { return below.type() == pugi::node_element; });
}

// "/data/group/name" as a path below the root: "group/name".
std::string below_root(std::string_view nodeset) {
  const std::size_t first = nodeset.find('/', 1);
  return first == std::string_view::npos ? "" : std::string(nodeset.substr(first + 1));
}

void add_questions(const pugi::xml_node& node, const std::string& prefix, FormOutline& outline, std::set<std::string>& seen) {
  for (const pugi::xml_node below : node.children()) {
    if (below.type() != pugi::node_element) continue;
    const std::string path = prefix + std::string(local_name(below.name()));
    if (outline.repeats.contains(path) && std::ranges::find(outline.repeats_in_order, path) == outline.repeats_in_order.end())
      outline.repeats_in_order.push_back(path);
    // The template of a repeat and its first instance say the same.
    if (!is_leaf(below))
      add_questions(below, path + "/", outline, seen);
    else if (seen.insert(path).second)
      outline.questions.push_back(path);
  }
}

// "countries" of "instance('countries')/root/item[…]".
std::string instance_id(std::string_view nodeset) {
  const std::size_t open = nodeset.find("instance(");
  if (open == std::string_view::npos || open + 10 >= nodeset.size()) return "";
  const char quote = nodeset[open + 9];
  const std::size_t close = nodeset.find(quote, open + 10);
  return close == std::string_view::npos ? "" : std::string(nodeset.substr(open + 10, close - open - 10));
}

std::vector<std::string> instance_values(const pugi::xml_node& model, const std::string& id, std::string_view value_name) {
  std::vector<std::string> values;
  for (const pugi::xml_node instance : model.children()) {
    if (local_name(instance.name()) != "instance" || instance.attribute("id").value() != id) continue;
    for (const pugi::xml_node item : child(instance, "root").children())
      if (const pugi::xml_node value = child(item, value_name)) values.emplace_back(value.child_value());
  }
  return values;
}

std::vector<std::string> choices_of(const pugi::xml_node& select, const pugi::xml_node& model) {
  std::vector<std::string> values;
  for (const pugi::xml_node node : select.children()) {
    if (local_name(node.name()) == "item") values.emplace_back(child(node, "value").child_value());
    if (local_name(node.name()) == "itemset")
      values = instance_values(model, instance_id(node.attribute("nodeset").value()), child(node, "value").attribute("ref").value());
  }
  return values;
}

} // namespace

std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

Result<FormOutline> read_form_outline(std::string_view xform) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(xform.data(), xform.size());
  const pugi::xml_node html = document.document_element();
  const pugi::xml_node model = child(child(html, "head"), "model");
  pugi::xml_node root;
  for (const pugi::xml_node node : child(model, "instance").children())
    if (node.type() == pugi::node_element && !root) root = node;
  if (!parsed || !root) return fail(ErrorCode::malformed, "The questionnaire of these results is not an XForm. Pull them again.");
  FormOutline outline;
  outline.form_id = root.attribute("id").value();
  each_element(child(html, "body"), [&](const pugi::xml_node& node) {
    if (local_name(node.name()) == "repeat") outline.repeats.insert(below_root(node.attribute("nodeset").value()));
    if (local_name(node.name()) == "select") outline.choices[below_root(node.attribute("ref").value())] = choices_of(node, model);
  });
  for (const pugi::xml_node bind : model.children())
    if (local_name(bind.name()) == "bind" && std::string_view(bind.attribute("type").value()) == "geopoint")
      outline.geopoints.insert(below_root(bind.attribute("nodeset").value()));
  std::set<std::string> seen;
  add_questions(root, "", outline, seen);
  return outline;
}

} // namespace pilotage::forms
