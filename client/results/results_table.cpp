#include "client/results/results_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <pugixml.hpp>
#include <sstream>
#include <utility>

#include "client/results/form_outline.h"

namespace pilotage::results {

namespace {

constexpr std::array kPointParts = {"Latitude", "Longitude", "Altitude", "Accuracy"};

using Cells = std::map<std::string, std::string>; // by column

// A table while its rows come in: cells by the name of their column, since a late submission may bring a new column.
struct Sheet {
  std::string repeat; // its path, "" for the main table
  std::vector<std::string> columns;
  std::vector<Cells> rows;
  std::map<std::string, bool> known;

  void add_column(const std::string& column) {
    if (known.emplace(column, true).second) columns.push_back(column);
  }
};

class Builder {
public:
  Builder(const FormOutline& outline, const TableOptions& options) : outline_(outline), options_(options) {
    add_sheet("");
    for (const std::string& repeat : outline.repeats_in_order) add_sheet(repeat);
    for (const std::string& question : outline.questions) add_columns(question);
  }

  void add(const store::MirroredSubmission& submission, const pugi::xml_node& root) {
    Cells& row = new_row("");
    row["SubmissionDate"] = submission.received_at;
    row["KEY"] = submission.instance_id;
    row["FormVersion"] = submission.form_version;
    const auto present = std::ranges::count_if(submission.attachments, [](const auto& attachment) { return !attachment.sha256.empty(); });
    row["AttachmentsPresent"] = std::to_string(present);
    row["AttachmentsExpected"] = std::to_string(submission.attachments.size());
    const std::size_t index = sheet("").rows.size() - 1;
    read(root, "", "", index, submission.instance_id);
  }

  std::vector<Table> tables() && {
    std::vector<Table> tables;
    for (Sheet& sheet : sheets_) {
      add_closing_columns(sheet);
      Table table{.name = table_name(sheet.repeat), .columns = sheet.columns, .rows = {}};
      for (Cells& cells : sheet.rows) {
        std::vector<std::string> row;
        row.reserve(sheet.columns.size());
        for (const std::string& column : sheet.columns) row.push_back(std::move(cells[column]));
        table.rows.push_back(std::move(row));
      }
      tables.push_back(std::move(table));
    }
    return tables;
  }

private:
  void add_sheet(const std::string& repeat) {
    sheets_.push_back({.repeat = repeat, .columns = {}, .rows = {}, .known = {}});
    if (repeat.empty()) sheets_.back().add_column("SubmissionDate");
  }

  static void add_closing_columns(Sheet& sheet) {
    if (sheet.repeat.empty()) {
      for (const char* column : {"KEY", "AttachmentsPresent", "AttachmentsExpected", "FormVersion"}) sheet.add_column(column);
    } else {
      for (const char* column : {"PARENT_KEY", "KEY"}) sheet.add_column(column);
    }
  }

  Sheet& sheet(const std::string& repeat) {
    return *std::ranges::find_if(sheets_, [&](const Sheet& candidate) { return candidate.repeat == repeat; });
  }

  Cells& new_row(const std::string& repeat) { return sheet(repeat).rows.emplace_back(); }

  std::string table_name(const std::string& repeat) const {
    if (repeat.empty()) return outline_.form_id;
    return outline_.form_id + "-" + repeat.substr(repeat.rfind('/') + 1);
  }

  // A question's column in its table: the path below the repeat, groups joined by "-".
  static std::string column_of(const std::string& path, const std::string& repeat) {
    std::string column = repeat.empty() ? path : path.substr(repeat.size() + 1);
    std::ranges::replace(column, '/', '-');
    return column;
  }

  void add_columns(const std::string& path) {
    const std::string repeat = outline_.repeat_of(path);
    const std::string column = column_of(path, repeat);
    Sheet& into = sheet(repeat);
    if (outline_.geopoints.contains(path)) {
      for (const char* part : kPointParts) into.add_column(column + "-" + part);
      return;
    }
    into.add_column(column);
    if (const auto choices = outline_.choices.find(path); options_.split_select_multiple && choices != outline_.choices.end())
      for (const std::string& choice : choices->second) into.add_column(column + "/" + choice);
  }

  // Rows of a sheet are found by index: reading a nested repeat may move them.
  void read(const pugi::xml_node& parent, const std::string& prefix, const std::string& repeat, std::size_t row, const std::string& key) {
    std::map<std::string, int> positions;
    for (const pugi::xml_node node : parent.children()) {
      if (node.type() != pugi::node_element) continue;
      const std::string name(local_name(node.name()));
      const std::string path = prefix + name;
      if (outline_.repeats.contains(path)) {
        const std::string own_key = key + "/" + name + "[" + std::to_string(++positions[name]) + "]";
        Cells& cells = new_row(path);
        cells["PARENT_KEY"] = key;
        cells["KEY"] = own_key;
        read(node, path + "/", path, sheet(path).rows.size() - 1, own_key);
      } else if (std::ranges::any_of(node.children(), [](const auto& below) { return below.type() == pugi::node_element; })) {
        read(node, path + "/", repeat, row, key);
      } else {
        put(path, repeat, row, node.child_value());
      }
    }
  }

  void put(const std::string& path, const std::string& repeat, std::size_t row, const std::string& value) {
    const std::string column = column_of(path, repeat);
    Sheet& into = sheet(repeat);
    Cells& cells = into.rows[row];
    if (outline_.geopoints.contains(path)) {
      std::istringstream parts(value);
      for (const char* part : kPointParts) parts >> cells[column + "-" + part];
      return;
    }
    into.add_column(column);
    cells[column] = value;
    if (options_.split_select_multiple && outline_.choices.contains(path) && !value.empty()) split(path, column, value, into, cells);
  }

  void split(const std::string& path, const std::string& column, const std::string& value, Sheet& into, Cells& cells) {
    for (const std::string& choice : outline_.choices.at(path)) cells[column + "/" + choice] = "0";
    std::istringstream chosen(value);
    for (std::string choice; chosen >> choice;) {
      into.add_column(column + "/" + choice); // chosen in an older version, or from a list outside of the form
      cells[column + "/" + choice] = "1";
    }
  }

  const FormOutline& outline_;
  const TableOptions& options_;
  std::vector<Sheet> sheets_;
};

} // namespace

Result<std::vector<Table>> results_tables(std::string_view xform, std::span<const store::MirroredSubmission> submissions,
                                          const TableOptions& options) {
  const auto outline = read_form_outline(xform);
  if (!outline) return std::unexpected(outline.error());
  Builder builder(*outline, options);
  for (const store::MirroredSubmission& submission : submissions) {
    pugi::xml_document document;
    // Blanks are part of what was typed.
    const auto parsed =
        document.load_buffer(submission.xml.data(), submission.xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!parsed)
      return fail(ErrorCode::malformed, "A pulled submission is not XML. Pull the results again into a new folder.",
                  submission.instance_id);
    builder.add(submission, document.document_element());
  }
  return std::move(builder).tables();
}

} // namespace pilotage::results
