#include "forms/xlsform/xlsx_file.h"

#include <doctest/doctest.h>

#include <zip.h>

#include <algorithm>

namespace pilotage::forms::xlsform::test {
namespace {

const std::string kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const std::string kRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const std::string kPackage = "http://schemas.openxmlformats.org/package/2006/relationships";

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  return result;
}

} // namespace

std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
  REQUIRE(target != nullptr);
  zip_source_keep(target);
  zip_t* const archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  REQUIRE(archive != nullptr);
  for (const auto& [name, content] : parts) {
    zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
    REQUIRE(zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE) >= 0);
  }
  REQUIRE(zip_close(archive) == 0);
  zip_stat_t stat;
  REQUIRE(zip_source_stat(target, &stat) == 0);
  std::string bytes(stat.size, '\0');
  REQUIRE(zip_source_open(target) == 0);
  REQUIRE(zip_source_read(target, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

XlsxFile& XlsxFile::sheet(const std::string& name, const std::string& rows, const std::string& behind) {
  sheets_.emplace_back(name, "<worksheet xmlns=\"" + kMain + "\"><sheetData>" + rows + "</sheetData>" + behind + "</worksheet>");
  return *this;
}

XlsxFile& XlsxFile::table(const std::string& name, const std::vector<std::vector<std::string>>& rows) {
  std::string xml;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::string number = std::to_string(row + 1);
    xml += "<row r=\"" + number + "\">";
    for (std::size_t column = 0; column < rows[row].size(); ++column) {
      if (rows[row][column].empty()) continue;
      xml += "<c r=\"" + std::string(1, static_cast<char>('A' + column)) + number + "\" t=\"inlineStr\"><is><t>" +
             escaped(rows[row][column]) + "</t></is></c>";
    }
    xml += "</row>";
  }
  return sheet(name, xml);
}

XlsxFile& XlsxFile::hidden(const std::string& name) {
  hidden_ = name;
  return *this;
}

XlsxFile& XlsxFile::strings(const std::string& entries) {
  strings_ = "<sst xmlns=\"" + kMain + "\">" + entries + "</sst>";
  return *this;
}

XlsxFile& XlsxFile::styles(const std::string& content) {
  styles_ = "<styleSheet xmlns=\"" + kMain + "\">" + content + "</styleSheet>";
  return *this;
}

XlsxFile& XlsxFile::part(const std::string& name, const std::string& content) {
  parts_.emplace_back(name, content);
  return *this;
}

std::string XlsxFile::bytes() const {
  std::vector<std::pair<std::string, std::string>> parts;
  parts.emplace_back("_rels/.rels", "<Relationships xmlns=\"" + kPackage + "\"><Relationship Id=\"r\" Type=\"" + kRelations +
                                        "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
  std::string listed;
  std::string links;
  for (std::size_t i = 0; i < sheets_.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    listed += "<sheet name=\"" + sheets_[i].first + "\" sheetId=\"" + number + (sheets_[i].first == hidden_ ? "\" state=\"hidden" : "") +
              "\" r:id=\"s" + number + "\"/>";
    links += "<Relationship Id=\"s" + number + "\" Type=\"" + kRelations + "/worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
    parts.emplace_back("xl/worksheets/sheet" + number + ".xml", sheets_[i].second);
  }
  if (!strings_.empty()) {
    links += "<Relationship Id=\"t\" Type=\"" + kRelations + "/sharedStrings\" Target=\"sharedStrings.xml\"/>";
    parts.emplace_back("xl/sharedStrings.xml", strings_);
  }
  if (!styles_.empty()) {
    links += "<Relationship Id=\"y\" Type=\"" + kRelations + "/styles\" Target=\"styles.xml\"/>";
    parts.emplace_back("xl/styles.xml", styles_);
  }
  parts.emplace_back("xl/workbook.xml",
                     "<workbook xmlns=\"" + kMain + "\" xmlns:r=\"" + kRelations + "\"><sheets>" + listed + "</sheets></workbook>");
  parts.emplace_back("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" + kPackage + "\">" + links + "</Relationships>");
  for (const auto& [name, content] : parts_) {
    std::erase_if(parts, [&](const auto& known) { return known.first == name; });
    parts.emplace_back(name, content);
  }
  return zipped(parts);
}

} // namespace pilotage::forms::xlsform::test
