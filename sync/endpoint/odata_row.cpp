#include "sync/endpoint/odata_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "forms/tables/form_outline.h"
#include "sync/endpoint/odata_place.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/submission_json.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;
using Kind = FormField::Kind;

std::vector<pugi::xml_node> children(const pugi::xml_node& parent, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node node : parent.children())
    if (node.type() == pugi::node_element && forms::local_name(node.name()) == name) found.push_back(node);
  return found;
}

pugi::xml_node first_child(const pugi::xml_node& parent, std::string_view name) {
  const auto found = children(parent, name);
  return found.empty() ? pugi::xml_node() : found.front();
}

std::string text_of(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node part : node.children()) text += part.value(); // a comment may stand between two pieces
  return text;
}

// The number as people and programs write it, without blanks around it and a plus before it; "" where a sign follows the plus.
std::string_view bare_number(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
  if (!text.starts_with('+')) return text;
  text.remove_prefix(1);
  return text.starts_with('-') ? std::string_view() : text;
}

// null: it is no number, or there is more than `tail` accepts behind it.
template <typename Number, typename Tail>
ordered_json number_or_null(std::string_view text, Tail tail) {
  text = bare_number(text);
  Number number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || !tail(text.substr(static_cast<std::size_t>(read.ptr - text.data())))) return nullptr;
  return number;
}

ordered_json whole_number_or_null(std::string_view text) {
  return number_or_null<std::int64_t>(text, [](std::string_view tail) {
    return tail.empty() || (tail.front() == '.' && tail.find_first_not_of('0', 1) == std::string_view::npos);
  });
}

ordered_json decimal_or_null(std::string_view text) {
  return number_or_null<double>(text, [](std::string_view tail) { return tail.empty(); });
}

ordered_json value_json(const FormField& field, const std::string& text, const ODataOptions& options) {
  if (text.empty()) return nullptr;
  switch (field.type) {
  case forms::DataType::integer: return whole_number_or_null(text);
  case forms::DataType::decimal: return decimal_or_null(text);
  case forms::DataType::boolean: return text == "true" || text == "1";
  case forms::DataType::geopoint:
  case forms::DataType::geotrace:
  case forms::DataType::geoshape: return odata_place(field.type, text, options.wkt ? PlaceText::wkt : PlaceText::geojson);
  default: return text;
  }
}

ordered_json system_json(const SubmissionRecord& record, bool sealed) {
  const std::int64_t changed = changed_at(record);
  return {{"submissionDate", iso_time(record.first.submitted_at)},
          {"updatedAt", changed == 0 ? ordered_json(nullptr) : ordered_json(iso_time(changed))},
          {"deletedAt", nullptr},
          {"submitterId", record.first.submitter.id == 0 ? ordered_json(nullptr) : ordered_json(std::to_string(record.first.submitter.id))},
          {"submitterName", text_or_null(record.first.submitter.name)},
          {"attachmentsPresent", record.current.files_present},
          {"attachmentsExpected", record.current.files},
          {"status", sealed ? ordered_json("notDecrypted") : ordered_json(nullptr)},
          {"reviewState", text_or_null(name(record.review))},
          {"deviceId", text_or_null(record.first.device_id)},
          {"edits", record.edits},
          {"formVersion", record.current.form_version}};
}

// Where a walk through the document stands.
struct Standing {
  std::string key;      // of the row that holds the node: "uuid:…/home/person[2]"
  std::string parent;   // the key of the row around that one
  std::string key_path; // the node's own: `key` and the link to it, with the groups below the row
  std::string link;     // "Submissions('uuid:…')/home"

  static Standing at_submission(const std::string& id) {
    return {.key = id, .parent = {}, .key_path = id, .link = fmt::format("Submissions('{}')", sync::percent_encode(id))};
  }
  Standing group(const std::string& name) const {
    Standing below = *this;
    below.key_path += "/" + name;
    below.link += "/" + odata_identifier(name);
    return below;
  }
  Standing instance(const std::string& name, std::size_t index) const {
    Standing below = group(name);
    below.key_path += fmt::format("[{}]", index);
    below.link += fmt::format("('{}')", sync::percent_encode(below.key_path));
    below.parent = key;
    below.key = below.key_path;
    return below;
  }
};

class RowCollector {
public:
  RowCollector(const SubmissionRecord& record, const ODataTable& table, const ODataOptions& options, bool sealed)
      : record_(record), table_(table), options_(options), sealed_(sealed) {}

  std::vector<ODataRow> take() { return std::move(rows_); }

  // Goes down to the repeat that the table is of, and takes its rows.
  void collect(const pugi::xml_node& node, std::size_t step, const Standing& standing) {
    if (step == table_.steps.size()) {
      ordered_json json = row(*table_.field, node, standing);
      if (!standing.parent.empty()) json[table_.parent_column] = standing.parent;
      rows_.push_back({.parent = standing.parent, .json = options_.select.of(std::move(json))});
      return;
    }
    const FormField& next = *table_.steps[step];
    if (next.kind == Kind::structure) return collect(first_child(node, next.name), step + 1, standing.group(next.name));
    std::size_t index = 0;
    for (const pugi::xml_node& instance : children(node, next.name)) collect(instance, step + 1, standing.instance(next.name, ++index));
  }

private:
  ordered_json row(const FormField& field, const pugi::xml_node& node, const Standing& standing) {
    ordered_json json = {{"__id", standing.key}};
    if (field.path.empty()) json["__system"] = system_json(record_, sealed_);
    fill(json, field, node, standing);
    return json;
  }

  void fill(ordered_json& json, const FormField& field, const pugi::xml_node& node, const Standing& standing) {
    for (const FormField& below : field.fields) {
      const std::string name = odata_identifier(below.name);
      if (below.kind == Kind::value) {
        json[name] = value_json(below, text_of(first_child(node, below.name)), options_);
      } else if (below.kind == Kind::structure) {
        json[name] = ordered_json::object();
        fill(json[name], below, first_child(node, below.name), standing.group(below.name));
      } else if (options_.expand) {
        json[name] = ordered_json::array();
        std::size_t index = 0;
        for (const pugi::xml_node& instance : children(node, below.name))
          json[name].push_back(row(below, instance, standing.instance(below.name, ++index)));
      } else {
        json[name + kLinkSuffix] = standing.link + "/" + name;
      }
    }
  }

  const SubmissionRecord& record_;
  const ODataTable& table_;
  const ODataOptions& options_;
  bool sealed_;
  std::vector<ODataRow> rows_;
};

} // namespace

Result<std::vector<ODataRow>> odata_rows(const SubmissionRecord& record, const ODataTable& table, const ODataOptions& options,
                                         bool sealed) {
  pugi::xml_document document;
  const std::string_view xml = record.current.xml;
  if (const auto parsed = document.load_buffer(xml.data(), xml.size()); !parsed)
    return fail(ErrorCode::malformed, std::string("A stored submission is not XML: ") + parsed.description(), record.current.instance_id);
  RowCollector collector(record, table, options, sealed);
  collector.collect(sealed ? pugi::xml_node() : document.document_element(), 0, Standing::at_submission(record.first.instance_id));
  return collector.take();
}

} // namespace pilotage::endpoint
