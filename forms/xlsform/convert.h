// A workbook of questions (XLSForm: .xlsx, .csv or Markdown tables) becomes an ODK XForm, by the rules that pyxform 4.5
// follows, so that a form written for ODK Central or KoboToolbox means the same here.
//
// convert() is pure: bytes in, XForm or messages out. It reports every problem it finds, not only the first. Any number
// of threads may convert at once.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/message.h"
#include "forms/xlsform/source_map.h"

namespace pilotage::forms::xlsform {

enum class WorkbookFormat { xlsx, xls, csv, markdown };

// A larger file is refused, so nobody needs to read more of it than this and one byte.
inline constexpr std::size_t kMostWorkbookBytes = std::size_t{100} * 1024 * 1024;

// Told by the first bytes, and by the file name's ending where the bytes leave it open.
WorkbookFormat guess_format(std::string_view bytes, std::string_view file_name);

struct ConvertOptions {
  std::string file_name;                    // as messages name it; its ending helps to tell the format, its stem is the form's id
  std::string form_name;                    // name of the instance's root element; "data" where neither this nor the settings give one
  std::string form_id;                      // the form's id where the settings give none; else the file name's stem, else form_name
  std::string default_language = "default"; // what texts without a language are called where the settings name no default_language
};

struct Conversion {
  std::string xform;             // a UTF-8 XML document
  std::string title;             // the form's title
  std::string form_id;           // the form's id
  std::string version;           // as the settings give it, or empty
  std::string itemsets_csv;      // the file itemsets.csv that goes with a form with external choices, or empty
  std::vector<Message> warnings; // in the order of the workbook
  SourceMap source_map;
};

// Errors, with the warnings among them, where the workbook cannot become a form; never empty then.
std::expected<Conversion, std::vector<Message>> convert(std::string_view bytes, const ConvertOptions& options = {});

} // namespace pilotage::forms::xlsform
