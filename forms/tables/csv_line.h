// One line of comma-separated values as RFC 4180 writes them: UTF-8, CRLF, quotes only where needed. Appends to a text of its owner.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pilotage::forms {

class CsvLine {
public:
  explicit CsvLine(std::string& csv) : csv_(csv) {}

  CsvLine& add(std::string_view value);
  CsvLine& add_empty(std::size_t count); // so many cells without a value
  void end() { csv_ += "\r\n"; }

private:
  void separate();

  std::string& csv_;
  bool first_ = true;
};

} // namespace pilotage::forms
