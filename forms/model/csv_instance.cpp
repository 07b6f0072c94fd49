#include <algorithm>
#include <cstring>
#include <vector>

#include "forms/model/secondary_instance.h"
#include "forms/model/xml_encoding.h"

namespace pilotage::forms {

namespace {

// Goes through the cells of a CSV document. A cell is a view of it, or of `unquoted` where quotes had to be taken out.
class CsvCells {
public:
  CsvCells(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  bool at_end() const { return at_ >= text_.size(); }
  bool row_ended() const { return row_ended_; }
  bool truncated() const { return truncated_; }
  std::size_t offset() const { return at_; }

  std::string_view next() {
    row_ended_ = false;
    return at_ < text_.size() && text_[at_] == '"' ? quoted() : plain();
  }

private:
  std::string_view plain() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    const std::string_view cell = text_.substr(start, at_ - start);
    end_cell();
    return cell;
  }

  std::string_view quoted() {
    unquoted_.clear();
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        truncated_ = true;
        at_ = text_.size();
        row_ended_ = true;
        return {};
      }
      unquoted_.append(text_, at_, quote - at_);
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      unquoted_.push_back('"');
      ++at_;
    }
    const std::size_t rest = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    unquoted_.append(text_, rest, at_ - rest);
    end_cell();
    return unquoted_;
  }

  void end_cell() {
    row_ended_ = true;
    if (at_ >= text_.size()) return;
    if (text_[at_] == delimiter_) {
      row_ended_ = false;
      ++at_;
      return;
    }
    if (text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  bool row_ended_ = false;
  bool truncated_ = false;
  std::string unquoted_;
};

// The delimiter that the header row uses: the first of the allowed ones that stands in it outside quotes.
char delimiter_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find_first_of("\r\n"));
  for (const char delimiter : {',', ';', '\t'}) {
    bool quoted = false;
    for (const char c : header) {
      if (c == '"')
        quoted = !quoted;
      else if (c == delimiter && !quoted)
        return delimiter;
    }
  }
  return ',';
}

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
  CsvCells cells(text, delimiter_of(text));
  auto columns = read_header(cells, file, names);
  if (!columns) return std::unexpected(columns.error());

  xpath::Tree tree;
  const auto rows = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  tree.reserve(2 + rows * (columns->size() + 1));
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
