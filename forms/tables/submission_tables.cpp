#include "forms/tables/submission_tables.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <sstream>

namespace pilotage::forms {

// What a submission's element of this name at this place is.
struct TableField {
  enum class Kind { group, repeat, question, geopoint };

  std::string name;
  Kind kind = Kind::group;
  std::size_t table = 0;  // that its answers go to; of a repeat, its own
  std::size_t column = 0; // of a question; the first of four of a geopoint
  bool is_split = false;
  std::map<std::string, std::size_t, std::less<>> choice_columns = {};
  std::vector<std::unique_ptr<TableField>> children = {};

  // Looks from `place` on and then from the beginning, and moves it behind what it finds: answers mostly stand in the form's order.
  TableField* child(std::string_view wanted, std::size_t& place) {
    for (std::size_t i = 0; i < children.size(); ++i) {
      const std::size_t at = (place + i) % children.size();
      if (children[at]->name != wanted) continue;
      place = at + 1;
      return children[at].get();
    }
    return nullptr;
  }
  TableField* child(std::string_view wanted) {
    std::size_t place = 0;
    return child(wanted, place);
  }
};

namespace {

constexpr std::array kPointParts = {"Latitude", "Longitude", "Altitude", "Accuracy"};

// What was answered; nothing where elements stand in the node.
std::optional<std::string> text_of(const pugi::xml_node& node) {
  std::string text;
  for (pugi::xml_node part = node.first_child(); part; part = part.next_sibling()) { // a comment may stand between two pieces
    if (part.type() == pugi::node_element) return std::nullopt;
    text += part.value();
  }
  return text;
}

} // namespace

struct SubmissionTables::Impl {
  explicit Impl(const TableOptions& o) : options(o) {}

  void add(const FormOutline& outline);
  void add_question(const FormOutline& outline, const std::string& path);
  TableField& descend(TableField& parent, const std::string& name, bool is_repeat);
  void name_tables();
  std::size_t add_column(std::size_t table, std::string name);
  void make_question(TableField& field, const std::string& column, bool is_point, const std::vector<std::string>* choices);

  void read(const pugi::xml_node& parent, TableField& field, std::size_t row, const std::string& path);
  void read_repeat(const pugi::xml_node& node, TableField& field, std::size_t parent_row, const std::string& key);
  TableField* unknown(const pugi::xml_node& node, TableField& parent, std::string_view name);
  void put(TableField& field, std::size_t row, std::string value);
  void set(std::size_t row, std::size_t column, std::string value);

  TableOptions options;
  std::vector<QuestionTable> tables;
  std::vector<std::string> repeats; // their names, by table
  TableField root;
  std::vector<QuestionRow> found; // of the submission that is being read
  std::map<const TableField*, std::string> columns_of_groups;
};

std::size_t SubmissionTables::Impl::add_column(std::size_t table, std::string name) {
  tables[table].columns.push_back(std::move(name));
  return tables[table].columns.size() - 1;
}

void SubmissionTables::Impl::make_question(TableField& field, const std::string& column, bool is_point,
                                           const std::vector<std::string>* choices) {
  field.kind = is_point ? TableField::Kind::geopoint : TableField::Kind::question;
  if (is_point) {
    field.column = tables[field.table].columns.size();
    for (const char* part : kPointParts) add_column(field.table, column + "-" + part);
    return;
  }
  field.column = add_column(field.table, column);
  if (choices == nullptr || !options.split_select_multiple) return;
  field.is_split = true;
  for (const std::string& choice : *choices)
    if (!field.choice_columns.contains(choice)) field.choice_columns[choice] = add_column(field.table, column + "/" + choice);
}

TableField& SubmissionTables::Impl::descend(TableField& parent, const std::string& name, bool is_repeat) {
  if (TableField* known = parent.child(name)) return *known;
  TableField& field = *parent.children.emplace_back(std::make_unique<TableField>());
  field.name = name;
  field.table = parent.table;
  if (is_repeat) {
    field.kind = TableField::Kind::repeat;
    field.table = tables.size();
    tables.emplace_back();
    repeats.push_back(name);
  } else if (options.group_paths) {
    const std::string above = parent.kind == TableField::Kind::group ? columns_of_groups[&parent] : "";
    columns_of_groups[&field] = above + name + "-";
  }
  return field;
}

void SubmissionTables::Impl::add_question(const FormOutline& outline, const std::string& path) {
  TableField* at = &root;
  std::string walked;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    walked += (walked.empty() ? "" : "/") + name;
    begin = end + 1;
    if (at->kind == TableField::Kind::question || at->kind == TableField::Kind::geopoint)
      return; // another version made a group of a question
    const bool is_leaf = end == path.size();
    if (is_leaf && at->child(name) != nullptr) return;
    const std::string column = (at->kind == TableField::Kind::group ? columns_of_groups[at] : "") + name;
    at = &descend(*at, name, outline.repeats.contains(walked));
    if (!is_leaf || at->kind == TableField::Kind::repeat) continue;
    const auto choices = outline.choices.find(path);
    make_question(*at, column, outline.geopoints.contains(path), choices == outline.choices.end() ? nullptr : &choices->second);
  }
}

// Repeats of the same name in several groups are told apart by a number: "visit-person~1", "visit-person~2".
void SubmissionTables::Impl::name_tables() {
  std::map<std::string, int> given;
  for (std::size_t i = 1; i < tables.size(); ++i) {
    tables[i].name = tables[0].name + "-" + repeats[i];
    if (std::ranges::count(repeats, repeats[i]) > 1) tables[i].name += "~" + std::to_string(++given[repeats[i]]);
  }
}

void SubmissionTables::Impl::add(const FormOutline& outline) {
  if (tables.empty()) {
    tables.push_back({.name = outline.form_id, .columns = {}});
    repeats.emplace_back();
  }
  for (const std::string& path : outline.questions) add_question(outline, path);
  name_tables();
}

void SubmissionTables::Impl::set(std::size_t row, std::size_t column, std::string value) {
  std::vector<std::string>& cells = found[row].cells;
  if (cells.size() <= column) cells.resize(std::max(column + 1, tables[found[row].table].columns.size()));
  cells[column] = std::move(value);
}

void SubmissionTables::Impl::put(TableField& field, std::size_t row, std::string value) {
  if (field.kind == TableField::Kind::geopoint) {
    std::istringstream parts(value);
    std::string part;
    for (std::size_t i = 0; i < kPointParts.size() && parts >> part; ++i) set(row, field.column + i, part);
    return;
  }
  if (field.is_split && !value.empty()) {
    for (const auto& [choice, column] : field.choice_columns) set(row, column, "0");
    std::istringstream chosen(value);
    for (std::string choice; chosen >> choice;) {
      if (!field.choice_columns.contains(choice)) { // chosen in an older version, or from a list outside of the form
        if (!options.add_unknown) continue;
        field.choice_columns[choice] = add_column(field.table, tables[field.table].columns[field.column] + "/" + choice);
      }
      set(row, field.choice_columns[choice], "1");
    }
  }
  set(row, field.column, std::move(value));
}

// What stands in the submission and not in the form, made known; null where it is to be left out.
TableField* SubmissionTables::Impl::unknown(const pugi::xml_node& node, TableField& parent, std::string_view name) {
  if (!options.add_unknown) return nullptr;
  const std::string column = (parent.kind == TableField::Kind::group ? columns_of_groups[&parent] : "") + std::string(name);
  TableField& field = descend(parent, std::string(name), false);
  if (text_of(node)) make_question(field, column, false, nullptr);
  return &field;
}

void SubmissionTables::Impl::read_repeat(const pugi::xml_node& node, TableField& field, std::size_t parent_row, const std::string& key) {
  found.push_back({.table = field.table, .key = key, .parent_key = found[parent_row].key, .cells = {}});
  read(node, field, found.size() - 1, key);
}

// Rows are found by index: reading a repeat moves them.
void SubmissionTables::Impl::read(const pugi::xml_node& parent, TableField& field, std::size_t row, const std::string& path) {
  std::map<const TableField*, int> positions;
  std::size_t place = 0;
  for (pugi::xml_node node = parent.first_child(); node; node = node.next_sibling()) {
    if (node.type() != pugi::node_element) continue;
    const std::string_view name = local_name(node.name());
    TableField* below = field.child(name, place);
    if (below == nullptr) below = unknown(node, field, name);
    if (below == nullptr) continue;
    switch (below->kind) {
    case TableField::Kind::repeat:
      read_repeat(node, *below, row, path + "/" + below->name + "[" + std::to_string(++positions[below]) + "]");
      break;
    case TableField::Kind::group: read(node, *below, row, path + "/" + below->name); break;
    default:
      if (auto text = text_of(node)) put(*below, row, *std::move(text));
    }
  }
}

SubmissionTables::SubmissionTables(const FormOutline& outline, const TableOptions& options) : impl_(std::make_unique<Impl>(options)) {
  impl_->add(outline);
}

SubmissionTables::SubmissionTables(SubmissionTables&&) noexcept = default;
SubmissionTables::~SubmissionTables() = default;

void SubmissionTables::add(const FormOutline& outline) { impl_->add(outline); }

const std::vector<QuestionTable>& SubmissionTables::tables() const { return impl_->tables; }

Result<std::vector<QuestionRow>> SubmissionTables::rows(std::string_view xml, std::string_view instance_id) {
  pugi::xml_document document;
  // Blanks are part of what was typed.
  constexpr unsigned kFlags = pugi::parse_default | pugi::parse_ws_pcdata_single;
  if (!document.load_buffer(xml.data(), xml.size(), kFlags))
    return fail(ErrorCode::malformed, "The submission is not XML.", std::string(instance_id));
  impl_->found.clear();
  impl_->found.push_back({.table = 0, .key = std::string(instance_id), .parent_key = {}, .cells = {}});
  impl_->read(document.document_element(), impl_->root, 0, std::string(instance_id));
  return std::move(impl_->found);
}

} // namespace pilotage::forms
