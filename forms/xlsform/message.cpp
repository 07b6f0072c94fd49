#include "forms/xlsform/message.h"

namespace pilotage::forms::xlsform {

std::string Message::to_string() const {
  std::string where;
  const auto add = [&where](const std::string& part) {
    if (part.empty()) return;
    if (!where.empty()) where += ", ";
    where += part;
  };
  add(place.sheet);
  if (place.row > 0) add("row " + std::to_string(place.row));
  add(place.column);

  std::string text = file;
  if (!where.empty()) text += (text.empty() ? "" : ": ") + where;
  if (!text.empty()) text += ": ";
  text += message;
  if (!remedy.empty()) text += "; " + remedy;
  return text;
}

} // namespace pilotage::forms::xlsform
