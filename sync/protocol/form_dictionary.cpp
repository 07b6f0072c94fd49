#include "sync/protocol/form_dictionary.h"

#include "sync/protocol/content_hash.h"
#include "sync/protocol/header_fields.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"
#include "sync/protocol/xml_text.h"

#include <map>
#include <vector>

namespace pilotage::sync {

namespace {

constexpr std::size_t kMostChoices = 100; // of one question
constexpr int kMostRows = 1'000'000;      // of all lists together
constexpr int kMostResponses = 8;
constexpr int kDeepest = 100;

// The values that answers may have, by the question's path: "/data/group/colour".
using ValuesByPath = std::map<std::string, std::vector<std::string>, std::less<>>;

pugi::xml_node element_named(pugi::xml_node under, std::string_view name) {
  return under.find_node([&](pugi::xml_node node) { return node.type() == pugi::node_element && local_name(node) == name; });
}

// How a value of that type looks, so far as values of one type are alike.
std::string_view sample_of(std::string_view type) {
  const auto colon = type.find(':');
  if (colon != std::string_view::npos) type.remove_prefix(colon + 1);
  if (type == "dateTime") return "2026-01-01T00:00:00.000+00:00";
  if (type == "date") return "2026-01-01";
  if (type == "time") return "00:00:00.000+00:00";
  if (type == "geopoint") return "0.0000000 0.0000000 0.0 0.0";
  return {};
}

std::string_view instance_named_in(std::string_view nodeset) {
  const auto begin = nodeset.find("instance('");
  if (begin == std::string_view::npos) return {};
  const auto name = nodeset.substr(begin + 10);
  return name.substr(0, name.find('\''));
}

class Choices {
public:
  explicit Choices(pugi::xml_node form) {
    for (auto part : element_named(form, "model").children()) {
      if (local_name(part) == "instance") lists_.emplace(part.attribute("id").value(), part);
      if (local_name(part) != "bind") continue;
      if (const auto sample = sample_of(part.attribute("type").value()); !sample.empty())
        values_[part.attribute("nodeset").value()] = {std::string(sample)};
    }
    if (const auto body = element_named(form, "body")) collect(body, 0);
  }
  ValuesByPath take() { return std::move(values_); }

private:
  std::map<std::string, pugi::xml_node, std::less<>> lists_;
  ValuesByPath values_;
  int rows_left_ = kMostRows; // whatever a form is made to cost

  void collect(pugi::xml_node control, int depth) {
    if (depth > kDeepest) return;
    const std::string_view path = control.attribute("ref").value();
    for (auto part : control.children()) {
      if (local_name(part) == "item")
        add(path, text_of_child(part, "value"));
      else if (local_name(part) == "itemset")
        add_all(path, part);
      else
        collect(part, depth + 1);
    }
  }
  void add_all(std::string_view path, pugi::xml_node itemset) {
    const std::string_view id = instance_named_in(itemset.attribute("nodeset").value());
    const std::string column = child(itemset, "value").attribute("ref").value();
    const auto list = lists_.find(id);
    if (list == lists_.end()) return;
    for (auto row : list->second.first_child().children())
      if (--rows_left_ <= 0 || !add(path, text_of_child(row, column))) return;
  }
  // False when there are enough.
  bool add(std::string_view path, std::string value) {
    auto& values = values_[std::string(path)];
    if (!value.empty()) values.push_back(std::move(value));
    return values.size() < kMostChoices;
  }
};

// Writes one imagined response after the other, each with other choices.
class Imagination {
public:
  Imagination(pugi::xml_node instance, const ValuesByPath& values) : instance_(instance), values_(values) {}

  std::string write() {
    while (responses_ < kMostResponses && text_.size() < kMaxDictionaryBytes) {
      text_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
      element(instance_, {}, 0);
      text_ += '\n';
      ++responses_;
    }
    if (text_.size() > kMaxDictionaryBytes) text_.resize(kMaxDictionaryBytes);
    return std::move(text_);
  }

private:
  pugi::xml_node instance_;
  const ValuesByPath& values_;
  std::string text_;
  std::size_t responses_ = 0;

  void element(pugi::xml_node node, const std::string& parent, int depth) {
    if (depth > kDeepest || text_.size() > kMaxDictionaryBytes) return;
    const std::string path = parent + "/" + node.name();
    text_.append("<").append(node.name());
    for (auto attribute : node.attributes())
      text_.append(" ").append(attribute.name()).append("=\"").append(escape_xml(attribute.value())).append("\"");
    text_ += '>';
    bool is_leaf = true;
    for (auto inner : node.children()) {
      if (inner.type() != pugi::node_element) continue;
      is_leaf = false;
      element(inner, path, depth + 1);
    }
    if (is_leaf) text_ += value_of(node, path);
    text_.append("</").append(node.name()).append(">");
  }
  std::string value_of(pugi::xml_node node, const std::string& path) const {
    if (local_name(node) == "instanceID") return "uuid:";
    const auto values = values_.find(path);
    if (values == values_.end() || values->second.empty()) return escape_xml(node.child_value());
    return escape_xml(values->second[responses_ % values->second.size()]);
  }
};

} // namespace

std::string form_dictionary(std::string_view xform) {
  pugi::xml_document document;
  if (!parse_xml(document, xform, kMaxFormXmlBytes, "form", "")) return {};
  const auto instance =
      child(element_named(document, "model"), "instance").find_child([](pugi::xml_node node) { return node.type() == pugi::node_element; });
  if (!instance) return {};
  return Imagination(instance, Choices(document).take()).write();
}

std::string write_dictionary_name(const DictionaryName& name) {
  return "form=" + percent_encode(name.form_id) + "; version=" + percent_encode(name.form_version) + "; sha256=" + name.sha256;
}

Result<DictionaryName> read_dictionary_name(std::string_view header_value) {
  const auto broken = [] { return fail(ErrorCode::malformed, "X-Pilotage-Dictionary must name a form, its version and a SHA-256."); };
  if (header_value.size() > 2'000) return broken();
  DictionaryName name;
  for (const auto& [key, value] : split_fields(header_value, ';')) {
    if (key == "sha256") {
      name.sha256 = value;
      continue;
    }
    if (key != "form" && key != "version") continue;
    auto decoded = percent_decode(value);
    if (!decoded) return broken();
    (key == "form" ? name.form_id : name.form_version) = *std::move(decoded);
  }
  if (!is_sha256_hex(name.sha256) || !checked_identifier(name.form_id, "form id") ||
      !checked_identifier(name.form_version, "version", true))
    return broken();
  return name;
}

} // namespace pilotage::sync
