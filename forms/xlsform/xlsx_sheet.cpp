#include "forms/xlsform/xlsx_sheet.h"

#include <algorithm>
#include <charconv>

#include "forms/xlsform/table_builder.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

// After that many blank columns or rows nothing more is expected: people scroll far and leave formats behind.
constexpr std::size_t kBlankColumns = 20;
constexpr std::size_t kBlankRows = 60;
constexpr std::size_t kMostText = std::size_t{64} * 1024 * 1024;

// "C7" stands in column 2.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t at = 0;
  for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z'; ++at) {
    column = column * 26 + static_cast<std::size_t>(reference[at] - 'A') + 1;
    if (column > kMostColumns) return std::nullopt;
  }
  if (at == 0) return std::nullopt;
  return column - 1;
}

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_formula_error(std::string_view text) {
  for (const std::string_view code : {"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}) {
    if (text == code) return true;
  }
  return false;
}

class SheetReader {
public:
  SheetReader(const std::string& name, XmlScanner& scanner, XlsxContext& context)
      : name_(name), scanner_(scanner), context_(context), table_(name, context.arena, context.problems) {}

  std::optional<Sheet> read();

private:
  enum class CellType { number, shared, text, boolean, error, date };

  void on_start();
  void on_end();
  void begin_row();
  void end_row();
  void begin_cell();
  void end_cell();
  std::string_view cell_text();
  bool too_large();
  void refuse_size();
  void check_merged();

  const std::string& name_;
  XmlScanner& scanner_;
  XlsxContext& context_;
  TableBuilder table_;
  std::vector<std::string> headers_;
  std::vector<std::pair<std::size_t, std::string_view>> row_;
  std::string raw_;
  std::size_t row_number_ = 0; // from 1
  std::size_t next_row_ = 1;
  std::size_t column_ = 0;
  std::size_t next_column_ = 0;
  std::size_t format_ = 0;
  std::size_t cells_ = 0;
  CellType type_ = CellType::number;
  bool in_row_ = false;
  bool in_value_ = false;
  bool in_phonetic_ = false;
  bool blank_from_here_ = false;
  bool failed_ = false;
};

std::optional<Sheet> SheetReader::read() {
  while (!failed_) {
    const XmlScanner::Token token = scanner_.next();
    if (token == XmlScanner::Token::done) break;
    if (token == XmlScanner::Token::damaged) {
      context_.problems.error({name_, static_cast<int>(row_number_), {}}, "the sheet is damaged",
                              "open the workbook in Excel or LibreOffice and save it again");
      return std::nullopt;
    }
    if (token == XmlScanner::Token::start) {
      on_start();
    } else if (token == XmlScanner::Token::end) {
      on_end();
    } else if (in_value_) {
      if (scanner_.is_literal()) {
        raw_ += scanner_.text();
      } else {
        append_decoded(scanner_.text(), raw_);
      }
      if (raw_.size() > kMostText) refuse_size();
    }
    if (blank_from_here_) break;
  }
  if (failed_) return std::nullopt;
  if (!table_.has_headers()) table_.set_headers({});
  return table_.finish();
}

void SheetReader::on_start() {
  const std::string_view name = scanner_.name();
  const bool empty = scanner_.is_empty_element();
  if (name == "c") {
    if (!in_row_) return;
    begin_cell();
    if (empty) end_cell();
  } else if (name == "row") {
    begin_row();
    if (empty) end_row();
  } else if (name == "v" || name == "t") {
    in_value_ = !empty && !in_phonetic_;
  } else if (name == "rPh") {
    in_phonetic_ = !empty;
  } else if (name == "mergeCell") {
    check_merged();
  }
}

void SheetReader::on_end() {
  const std::string_view name = scanner_.name();
  if (name == "v" || name == "t") {
    in_value_ = false;
  } else if (name == "rPh") {
    in_phonetic_ = false;
  } else if (name == "c") {
    end_cell();
  } else if (name == "row") {
    end_row();
  }
}

void SheetReader::begin_row() {
  row_number_ = next_row_;
  if (const auto number = scanner_.attribute("r")) row_number_ = whole_number(*number).value_or(next_row_);
  // Rows that the workbook leaves out are blank.
  while (next_row_ < row_number_ && !blank_from_here_) {
    if (next_row_ == 1) {
      table_.set_headers({});
    } else {
      table_.begin_row();
      blank_from_here_ = table_.blank_rows() > kBlankRows;
    }
    ++next_row_;
  }
  next_row_ = row_number_ + 1;
  next_column_ = 0;
  row_.clear();
  in_row_ = true;
}

void SheetReader::end_row() {
  in_row_ = false;
  if (row_number_ == 1) {
    std::vector<std::string> headers;
    for (const auto& [column, text] : row_) {
      if (column > headers.size() + kBlankColumns) break;
      headers.resize(column + 1);
      headers[column] = text;
    }
    table_.set_headers(headers);
    return;
  }
  if (!table_.has_headers()) table_.set_headers({});
  table_.begin_row();
  for (const auto& [column, text] : row_) table_.set_cell(column, text);
  blank_from_here_ = table_.blank_rows() > kBlankRows;
  if (too_large()) refuse_size();
}

void SheetReader::refuse_size() {
  failed_ = true;
  context_.problems.error({name_, static_cast<int>(row_number_), {}}, "the sheet holds more than a form can have",
                          "keep only the columns and rows that the form needs; attach long lists as a file and select from it");
}

bool SheetReader::too_large() {
  cells_ += table_.columns();
  return cells_ > kMostCells || context_.arena.bytes() > kMostText;
}

void SheetReader::begin_cell() {
  column_ = next_column_;
  if (const auto reference = scanner_.attribute("r")) column_ = column_of(*reference).value_or(next_column_);
  next_column_ = column_ + 1;
  format_ = 0;
  if (const auto format = scanner_.attribute("s")) format_ = whole_number(*format).value_or(0);
  const std::string_view type = scanner_.attribute("t").value_or("n");
  type_ = type == "s"                            ? CellType::shared
          : type == "inlineStr" || type == "str" ? CellType::text
          : type == "b"                          ? CellType::boolean
          : type == "e"                          ? CellType::error
          : type == "d"                          ? CellType::date
                                                 : CellType::number;
  raw_.clear();
}

void SheetReader::end_cell() {
  if (!in_row_ || raw_.empty() || column_ >= kMostColumns) return;
  const std::string_view text = cell_text();
  if (is_formula_error(text)) {
    const std::string header = row_number_ > 1 && column_ < headers_.size() ? headers_[column_] : std::string();
    context_.problems.error({name_, static_cast<int>(row_number_), header}, cat({"the cell's formula gives ", text}),
                            "mend the formula in the spreadsheet, or type its result");
    return;
  }
  if (!text.empty()) row_.emplace_back(column_, text);
  if (row_number_ == 1) {
    headers_.resize(std::max(headers_.size(), column_ + 1));
    headers_[column_] = text;
  }
}

std::string_view SheetReader::cell_text() {
  switch (type_) {
  case CellType::shared: {
    const auto index = whole_number(raw_);
    return index && *index < context_.strings.size() ? context_.strings[*index] : std::string_view();
  }
  case CellType::boolean: return raw_ == "1" ? "TRUE" : "FALSE";
  case CellType::date: {
    std::string text = replace_all(raw_, "T", " ");
    if (text.size() == 10) text += " 00:00:00";
    return context_.arena.keep(text);
  }
  case CellType::number: {
    double number = 0;
    const auto [end, error] = std::from_chars(raw_.data(), raw_.data() + raw_.size(), number);
    if (error != std::errc() || end != raw_.data() + raw_.size()) break;
    return context_.arena.keep(context_.formats.is_date(format_) ? date_text(number, context_.since_1904) : number_text(number));
  }
  case CellType::text:
  case CellType::error: break;
  }
  return context_.arena.keep(raw_);
}

void SheetReader::check_merged() {
  const std::string area(scanner_.attribute("ref").value_or(""));
  const std::size_t digits = area.find_first_of("0123456789");
  if (digits == std::string::npos) return;
  const std::size_t colon = area.find(':');
  const auto row = whole_number(std::string_view(area).substr(digits, colon == std::string::npos ? colon : colon - digits));
  if (!row) return;
  context_.problems.warning({name_, static_cast<int>(*row), {}},
                            cat({"the cells ", area, " are merged, and only the first of them counts"}),
                            "unmerge them and write what belongs into each cell");
}

} // namespace

std::optional<Sheet> read_xlsx_sheet(const std::string& name, XmlScanner scanner, XlsxContext& context) {
  return SheetReader(name, scanner, context).read();
}

} // namespace pilotage::forms::xlsform
