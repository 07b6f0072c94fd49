#include "forms/xlsform/problems.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pilotage::forms::xlsform {
namespace {

// A workbook with one fault in every row must not fill the memory with messages about it.
constexpr std::size_t kMostMessages = 1000;

std::size_t sheet_order(std::string_view sheet) {
  constexpr std::array<std::string_view, 6> kOrder = {"", "survey", "choices", "external_choices", "settings", "entities"};
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), sheet) - kOrder.begin());
}

} // namespace

void Problems::error(Place place, std::string message, std::string remedy) {
  ++errors_;
  if (messages_.size() >= kMostMessages) return;
  messages_.push_back({Severity::error, file_, std::move(place), std::move(message), std::move(remedy)});
}

void Problems::warning(Place place, std::string message, std::string remedy) {
  if (messages_.size() >= kMostMessages) return;
  messages_.push_back({Severity::warning, file_, std::move(place), std::move(message), std::move(remedy)});
}

std::vector<Message> Problems::in_order() const {
  std::vector<Message> sorted = messages_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Message& a, const Message& b) {
    const std::size_t first = sheet_order(a.place.sheet);
    const std::size_t second = sheet_order(b.place.sheet);
    return first != second ? first < second : a.place.row < b.place.row;
  });
  return sorted;
}

} // namespace pilotage::forms::xlsform
