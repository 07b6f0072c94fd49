#include "forms/xlsform/xlsx_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>

#include <pugixml.hpp>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

// The formats that every workbook knows without declaring them.
bool is_builtin_date(int id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node& node : parent.children()) {
    if (local_name(node) == name) return node;
  }
  return {};
}

std::string clock_text(int seconds) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", seconds / 3600 % 100, seconds / 60 % 60, seconds % 60);
  return text.data();
}

} // namespace

CellFormats::CellFormats(const std::string& styles) {
  pugi::xml_document document;
  if (!document.load_buffer(styles.data(), styles.size())) return;
  const pugi::xml_node root = document.document_element();
  std::map<int, bool> declared;
  for (const pugi::xml_node& format : child(root, "numFmts").children()) {
    declared[format.attribute("numFmtId").as_int()] = is_date_format(format.attribute("formatCode").as_string());
  }
  for (const pugi::xml_node& format : child(root, "cellXfs").children()) {
    const int id = format.attribute("numFmtId").as_int();
    const auto found = declared.find(id);
    dates_.push_back(found != declared.end() ? found->second : is_builtin_date(id));
  }
}

bool is_date_format(std::string_view code) {
  code = code.substr(0, code.find(';'));
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '"' || c == '[') {
      const std::size_t close = code.find(c == '[' ? ']' : '"', at + 1);
      if (close == std::string_view::npos) return false;
      // [h], [mm] and [ss] show elapsed time; [Red] and [$-409] are no parts of a date.
      const std::string_view inside = code.substr(at + 1, close - at - 1);
      if (c == '[' && !inside.empty() && inside.find_first_not_of("hmsHMS") == std::string_view::npos) return true;
      at = close;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++at;
    } else if (std::string_view("dmhysDMHYS").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::string number_text(double number) {
  std::array<char, 512> text{};
  if (number == std::floor(number) && std::fabs(number) < 1e15) {
    const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<long long>(number)).ptr;
    return {text.data(), end};
  }
  // The shortest text that reads back as the same number, with an exponent only for what is very small or large.
  const double size = std::fabs(number);
  const auto format = size < 1e-4 ? std::chars_format::scientific : std::chars_format::fixed;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, format).ptr;
  return {text.data(), end};
}

std::string date_text(double serial, bool since_1904) {
  double days = std::floor(serial);
  auto seconds = static_cast<int>(std::llround((serial - days) * 86400));
  if (seconds == 86400) {
    seconds = 0;
    days += 1;
  }
  if (!since_1904 && serial >= 0 && serial < 1) return clock_text(seconds);
  if (std::fabs(days) > 3e6) return number_text(serial);
  // Excel believes that 1900 was a leap year: its day 60 does not exist.
  const int epoch = since_1904 ? 0 : days < 60 ? 1 : 0;
  const auto start =
      since_1904 ? std::chrono::sys_days{std::chrono::year{1904} / 1 / 1} : std::chrono::sys_days{std::chrono::year{1899} / 12 / 30};
  const std::chrono::year_month_day date(start + std::chrono::days(static_cast<int>(days) + epoch));
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u ", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text.data() + clock_text(seconds);
}

} // namespace pilotage::forms::xlsform
