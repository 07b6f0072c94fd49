#include "forms/xlsform/workbook.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {

std::string_view TextArena::keep(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > left_) {
    constexpr std::size_t kBlock = std::size_t{64} * 1024;
    // A text that fills much of a block gets its own, so that the rest of the open block is not lost.
    if (text.size() > kBlock / 4) {
      blocks_.push_back(std::make_unique<char[]>(text.size()));
      std::memcpy(blocks_.back().get(), text.data(), text.size());
      bytes_ += text.size();
      return {blocks_.back().get(), text.size()};
    }
    blocks_.push_back(std::make_unique<char[]>(kBlock));
    next_ = blocks_.back().get();
    left_ = kBlock;
  }
  char* const place = next_;
  std::memcpy(place, text.data(), text.size());
  next_ += text.size();
  left_ -= text.size();
  bytes_ += text.size();
  return {place, text.size()};
}

Sheet* Workbook::find(std::string_view name) {
  const auto found = std::find_if(sheets.begin(), sheets.end(), [name](const Sheet& sheet) { return sheet.name == name; });
  return found == sheets.end() ? nullptr : &*found;
}

const Sheet* Workbook::find(std::string_view name) const { return const_cast<Workbook*>(this)->find(name); }

bool is_form_sheet(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {"survey", "choices", "settings", "external_choices", "entities", "osm"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::string form_sheet_name(std::string_view name) {
  std::string usual = lower(trim(name));
  return is_form_sheet(usual) ? usual : std::string();
}

} // namespace pilotage::forms::xlsform
