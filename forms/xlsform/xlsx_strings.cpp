#include "forms/xlsform/xlsx_sheet.h"

namespace pilotage::forms::xlsform {

// <si> holds one <t>, or <r> runs with one <t> each, each with its own font; what is spelt out for pronunciation
// (<rPh>) is no part of the text.
bool read_shared_strings(XmlScanner scanner, std::vector<std::string_view>& strings, TextArena& arena) {
  constexpr std::size_t kMostText = std::size_t{64} * 1024 * 1024;
  constexpr std::size_t kMostStrings = 2'000'000;
  std::string text;
  bool in_text = false;
  bool in_phonetic = false;
  for (;;) {
    switch (scanner.next()) {
    case XmlScanner::Token::start:
      if (scanner.name() == "si") {
        text.clear();
        if (scanner.is_empty_element()) strings.emplace_back();
      }
      if (scanner.name() == "rPh") in_phonetic = !scanner.is_empty_element();
      if (scanner.name() == "t") in_text = !scanner.is_empty_element() && !in_phonetic;
      break;
    case XmlScanner::Token::text:
      if (in_text && scanner.is_literal()) text += scanner.text();
      if (in_text && !scanner.is_literal()) append_decoded(scanner.text(), text);
      if (text.size() > kMostText) return false;
      break;
    case XmlScanner::Token::end:
      if (scanner.name() == "t") in_text = false;
      if (scanner.name() == "rPh") in_phonetic = false;
      if (scanner.name() == "si") {
        strings.push_back(arena.keep(text));
        if (arena.bytes() > kMostText || strings.size() > kMostStrings) return false;
      }
      break;
    case XmlScanner::Token::done: return true;
    case XmlScanner::Token::damaged: return false;
    }
  }
}

} // namespace pilotage::forms::xlsform
