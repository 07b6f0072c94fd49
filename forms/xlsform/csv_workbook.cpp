// Comma-separated values: the first column names the sheet that the following rows belong to, the next row gives its
// headers. Quoting as in RFC 4180.
#include <string>
#include <vector>

#include "forms/xlsform/read_workbook.h"
#include "forms/xlsform/table_builder.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

class CsvRecords {
public:
  explicit CsvRecords(std::string_view bytes) : bytes_(bytes) {}

  // False at the end.
  bool next(std::vector<std::string>& fields) {
    fields.clear();
    if (at_ >= bytes_.size()) return false;
    fields.emplace_back();
    bool quoted = false;
    for (; at_ < bytes_.size(); ++at_) {
      const char c = bytes_[at_];
      if (quoted) {
        if (c != '"') {
          fields.back() += c;
        } else if (bytes_.substr(at_ + 1).starts_with('"')) {
          fields.back() += c;
          ++at_;
        } else {
          quoted = false;
        }
      } else if (c == '"' && fields.back().empty()) {
        quoted = true;
      } else if (c == ',') {
        fields.emplace_back();
      } else if (c == '\n') {
        ++at_;
        return true;
      } else if (c != '\r') {
        fields.back() += c;
      }
    }
    open_quote_ = quoted;
    return true;
  }

  bool ended_within_quotes() const { return open_quote_; }

private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool open_quote_ = false;
};

bool all_empty(const std::vector<std::string>& fields) {
  for (const std::string& field : fields) {
    if (!field.empty()) return false;
  }
  return true;
}

class CsvReader {
public:
  explicit CsvReader(Problems& problems) : problems_(problems) {}

  void add_record(std::vector<std::string>& fields) {
    if (!trim(fields[0]).empty()) open(std::string(trim(fields[0])));
    fields.erase(fields.begin());
    if (all_empty(fields) || !table_) return;
    if (!table_->has_headers()) {
      table_->set_headers(fields);
      return;
    }
    table_->begin_row();
    for (std::size_t column = 0; column < fields.size(); ++column) table_->set_cell(column, workbook_.arena->keep(fields[column]));
  }

  Workbook finish() {
    close();
    return std::move(workbook_);
  }

private:
  void open(const std::string& name) {
    close();
    workbook_.sheet_names.push_back(name);
    const std::string usual = form_sheet_name(name);
    if (!usual.empty()) table_.emplace(usual, *workbook_.arena, problems_);
  }

  void close() {
    if (table_ && table_->has_headers()) workbook_.sheets.push_back(table_->finish());
    table_.reset();
  }

  Problems& problems_;
  Workbook workbook_;
  std::optional<TableBuilder> table_;
};

} // namespace

std::optional<Workbook> read_csv(std::string_view bytes, Problems& problems) {
  CsvRecords records(bytes);
  CsvReader reader(problems);
  std::vector<std::string> fields;
  while (records.next(fields)) reader.add_record(fields);
  if (records.ended_within_quotes()) {
    problems.error({}, "a quotation mark is opened and never closed",
                   "check the last rows, and write \"\" for a quotation mark within a text");
  }
  return reader.finish();
}

} // namespace pilotage::forms::xlsform
