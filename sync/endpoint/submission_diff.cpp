#include "sync/endpoint/submission_diff.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>

#include "sync/endpoint/xml_check.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

struct Answered {
  ordered_json path;
  std::string value;
};

const FormField* field_named(const FormField* group, std::string_view name) {
  if (group == nullptr) return nullptr;
  const auto found = std::ranges::find(group->fields, name, &FormField::name);
  return found == group->fields.end() ? nullptr : &*found;
}

// The text of an element that holds no others; attributes are no answers.
void collect(pugi::xml_node group, const FormField* field, const ordered_json& above, std::vector<Answered>& into) {
  std::map<std::string, int, std::less<>> instances;
  for (const pugi::xml_node node : group.children()) {
    if (node.type() != pugi::node_element) continue;
    const std::string name(local_name(node.name()));
    const FormField* inner = field_named(field, name);
    ordered_json path = above;
    if (inner != nullptr && inner->kind == FormField::Kind::repeat)
      path.push_back({name, instances[name]++});
    else
      path.push_back(name);
    const bool is_group = node.find_child([](pugi::xml_node below) { return below.type() == pugi::node_element; });
    if (is_group)
      collect(node, inner, path, into);
    else
      into.push_back({.path = std::move(path), .value = node.child_value()});
  }
}

Result<std::vector<Answered>> answers_in(std::string_view xml, const FormField& root) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8))
    return fail(ErrorCode::malformed, "A version of the submission cannot be read.");
  std::vector<Answered> answers;
  collect(document.document_element(), &root, ordered_json::array(), answers);
  return answers;
}

} // namespace

Result<std::vector<ChangedAnswer>> changed_answers(const FormField& root, std::string_view before, std::string_view after) {
  const auto old_answers = answers_in(before, root);
  if (!old_answers) return std::unexpected(old_answers.error());
  const auto new_answers = answers_in(after, root);
  if (!new_answers) return std::unexpected(new_answers.error());
  std::map<std::string, std::string> left; // what the later version has not taken up
  for (const Answered& answer : *old_answers) left[answer.path.dump()] = answer.value;
  std::vector<ChangedAnswer> changed;
  for (const Answered& answer : *new_answers) {
    auto was = left.extract(answer.path.dump());
    const std::string value = was.empty() ? std::string() : was.mapped();
    if (value != answer.value) changed.push_back({.path = answer.path, .before = value, .after = answer.value});
  }
  for (const Answered& answer : *old_answers)
    if (!answer.value.empty() && left.contains(answer.path.dump()))
      changed.push_back({.path = answer.path, .before = answer.value, .after = {}});
  return changed;
}

} // namespace pilotage::endpoint
