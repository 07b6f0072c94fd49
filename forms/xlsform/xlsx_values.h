// How a spreadsheet's numbers become the text that a form author sees: whole numbers without a point, dates by their
// cell's format. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pilotage::forms::xlsform {

// Which cell formats of a workbook show dates or times (SpreadsheetML, styles part), by the index that cells refer to.
class CellFormats {
public:
  CellFormats() = default;
  // `styles` is the styles part; an unreadable one gives no dates.
  explicit CellFormats(const std::string& styles);

  bool is_date(std::size_t format) const { return format < dates_.size() && dates_[format]; }

private:
  std::vector<bool> dates_;
};

// "[$-409]d/m/yy", "hh:mm" and the like show dates or times; "0.00" and "General" do not.
bool is_date_format(std::string_view code);

// "3" for 3.0, "0.5", "1e-07".
std::string number_text(double number);

// "2021-04-16 00:00:00"; "12:30:00" for what is less than a day. Excel counts days from 1900, old Mac workbooks from 1904.
std::string date_text(double serial, bool since_1904);

} // namespace pilotage::forms::xlsform
