#include "forms/xlsform/read_workbook.h"

#include <algorithm>
#include <cstring>

#include "forms/xlsform/text.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kZip = "PK\x03\x04";
constexpr std::string_view kCompoundFile = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"; // old Office documents, and encrypted new ones
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The name of the stream that holds an encrypted document, as a compound file's directory spells it.
bool is_encrypted(std::string_view bytes) {
  std::string name;
  for (const char c : std::string_view("EncryptedPackage")) {
    name += c;
    name += '\0';
  }
  return bytes.find(name) != std::string_view::npos;
}

std::optional<Workbook> refuse_compound_file(std::string_view bytes, Problems& problems) {
  if (is_encrypted(bytes)) {
    problems.error({}, "the workbook is protected by a password",
                   "open it in Excel, remove the password under File, Info, Protect Workbook, and save it");
  } else {
    problems.error({}, "this is a workbook in the old format .xls",
                   "open it in Excel or LibreOffice and save it as \"Excel Workbook (.xlsx)\"");
  }
  return std::nullopt;
}

bool check_text(std::string_view& bytes, Problems& problems) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") || !is_utf8(bytes)) {
    problems.error({}, "the text is not in UTF-8", "save it as UTF-8 (in Excel: \"CSV UTF-8\")");
    return false;
  }
  return true;
}

} // namespace

WorkbookFormat guess_format(std::string_view bytes, std::string_view file_name) {
  if (bytes.starts_with(kZip) || bytes.starts_with("PK\x05\x06")) return WorkbookFormat::xlsx;
  if (bytes.starts_with(kCompoundFile)) return WorkbookFormat::xls;
  const std::string name = lower(file_name);
  if (name.ends_with(".md") || name.ends_with(".markdown")) return WorkbookFormat::markdown;
  if (name.ends_with(".csv")) return WorkbookFormat::csv;
  if (name.ends_with(".xlsx") || name.ends_with(".xlsm")) return WorkbookFormat::xlsx;
  if (name.ends_with(".xls")) return WorkbookFormat::xls;
  const std::string_view start = bytes.substr(0, 5000);
  return std::count(start.begin(), start.end(), '|') >= 5 ? WorkbookFormat::markdown : WorkbookFormat::csv;
}

std::optional<Workbook> read_workbook(std::string_view bytes, WorkbookFormat format, Problems& problems) {
  if (trim(bytes.substr(0, 4096)).empty() && trim(bytes).empty()) {
    problems.error({}, "the file is empty", "choose the workbook that holds the questions");
    return std::nullopt;
  }
  if (bytes.size() > kMostWorkbookBytes) {
    problems.error({}, "the workbook is larger than 100 MB, which no form needs",
                   "remove pictures and other sheets from it, and attach media as files");
    return std::nullopt;
  }
  switch (format) {
  case WorkbookFormat::xlsx: return read_xlsx(bytes, problems);
  case WorkbookFormat::xls: return refuse_compound_file(bytes, problems);
  case WorkbookFormat::csv: return check_text(bytes, problems) ? read_csv(bytes, problems) : std::nullopt;
  case WorkbookFormat::markdown: return check_text(bytes, problems) ? read_markdown(bytes, problems) : std::nullopt;
  }
  return std::nullopt;
}

} // namespace pilotage::forms::xlsform
