#include <algorithm>
#include <vector>

#include "forms/model/csv_cells.h"
#include "forms/model/secondary_instance.h"
#include "forms/model/xml_encoding.h"

namespace pilotage::forms {

namespace {

// A column's name as an element name: what an XPath expression can write. Blanks around it do not count.
std::string_view column_name(std::string_view cell) {
  const std::size_t first = cell.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return cell.substr(first, cell.find_last_not_of(" \t") - first + 1);
}

Result<std::vector<xpath::NameId>> read_header(CsvCells& cells, std::string_view file, xpath::NameTable& names) {
  std::vector<xpath::NameId> columns;
  do {
    const std::string_view name = column_name(cells.next());
    if (cells.truncated()) return fail(ErrorCode::malformed, "A quote in the header row is not closed.", std::string(file));
    // A column without a name cannot be asked for; its cells are passed over.
    const xpath::NameId id = name.empty() ? xpath::kNoName : names.intern("", name);
    if (id != xpath::kNoName && std::ranges::find(columns, id) != columns.end()) {
      return fail(ErrorCode::malformed, "The column \"" + std::string(name) + "\" is there twice. Give each column its own name.",
                  std::string(file));
    }
    columns.push_back(id);
  } while (!cells.row_ended());
  return columns;
}

} // namespace

Result<xpath::Tree> read_csv(std::string_view bytes, std::string_view file, xpath::NameTable& names) {
  auto utf8 = to_utf8(bytes);
  if (!utf8) return fail(utf8.error().code, utf8.error().message, std::string(file));
  const std::string_view text = utf8->text;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return fail(ErrorCode::malformed, "The file is empty: a CSV file begins with a row of column names.", std::string(file));
  }
  const char delimiter = delimiter_of(text);
  CsvCells header(text, delimiter);
  auto columns = read_header(header, file, names);
  if (!columns) return std::unexpected(columns.error());

  xpath::Tree tree;
  const auto rows = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  tree.reserve(2 + rows * (columns->size() + 1));
  const std::shared_ptr<const std::string> kept =
      utf8->converted ? utf8->converted : std::make_shared<std::string>(text); // cells are views of it, where no quotes had to be taken out
  tree.adopt_buffer(kept);
  CsvCells cells(std::string_view(*kept).substr(header.offset()), delimiter);
  const xpath::NodeId root = tree.append_element(xpath::kDocument, names.intern("", "root"));
  const xpath::NameId item_name = names.intern("", "item");
  int row = 1;
  while (!cells.at_end()) {
    ++row;
    std::string_view cell = cells.next();
    if (cell.empty() && cells.row_ended() && columns->size() > 1) continue; // an empty line
    const xpath::NodeId item = tree.append_element(root, item_name);
    std::size_t column = 0;
    while (true) {
      if (cells.truncated()) {
        return fail(ErrorCode::malformed,
                    "Row " + std::to_string(row) + " opens a quote that is never closed: the file is cut off or damaged.",
                    std::string(file));
      }
      if (column < columns->size() && (*columns)[column] != xpath::kNoName) {
        const xpath::NodeId element = tree.append_element(item, (*columns)[column]);
        if (!cell.empty()) tree.append_text(element, cell);
      }
      ++column;
      if (cells.row_ended()) break;
      cell = cells.next();
    }
    for (; column < columns->size(); ++column) {
      if ((*columns)[column] != xpath::kNoName) tree.append_element(item, (*columns)[column]);
    }
  }
  return tree;
}

} // namespace pilotage::forms
