// Makes .xlsx files of a test's own sheets, cell by cell, so that every way in which spreadsheets write can be shown to
// the reader.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pilotage::forms::xlsform::test {

class XlsxFile {
public:
  // The rows of a sheet as SpreadsheetML: "<row r=\"1\"><c …>".
  XlsxFile& sheet(const std::string& name, const std::string& rows, const std::string& behind = "");
  // The same from plain texts; an empty text is no cell.
  XlsxFile& table(const std::string& name, const std::vector<std::vector<std::string>>& rows);
  // A sheet that the spreadsheet does not show.
  XlsxFile& hidden(const std::string& name);
  // Entries of the shared strings: "<si><t>text</t></si>".
  XlsxFile& strings(const std::string& entries);
  XlsxFile& styles(const std::string& content);
  // Any further or other part.
  XlsxFile& part(const std::string& name, const std::string& content);

  std::string bytes() const;

private:
  std::vector<std::pair<std::string, std::string>> sheets_;
  std::vector<std::pair<std::string, std::string>> parts_;
  std::string hidden_;
  std::string strings_;
  std::string styles_;
};

std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts);

} // namespace pilotage::forms::xlsform::test
