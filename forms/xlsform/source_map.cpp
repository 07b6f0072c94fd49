#include "forms/xlsform/source_map.h"

#include <utility>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

bool is_path_character(char c) {
  return c == '/' || c == '_' || c == '-' || c == '.' || c == '@' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

} // namespace

void SourceMap::add_node(std::string path, std::string_view sheet, int row) {
  rows_.try_emplace(std::move(path), Row{std::string(sheet), row});
}

void SourceMap::add_column(std::string property, std::string_view header) {
  headers_.try_emplace(std::move(property), std::string(header));
}

void SourceMap::add_cell(std::string_view path, std::string_view role, std::string_view header) {
  cells_.try_emplace(cat({role, " of ", path}), std::string(header));
}

std::string SourceMap::header_of(std::string_view path, std::string_view role) const {
  if (const auto cell = cells_.find(cat({role, " of ", path})); cell != cells_.end()) return cell->second;
  std::string_view property = role;
  if (role == "choices") property = "choice_filter";
  if (role == "setvalue") property = "default";
  if (role.starts_with("output in")) property = "label";
  const auto header = headers_.find(std::string(property));
  return header == headers_.end() ? std::string() : header->second;
}

std::optional<Place> SourceMap::find(std::string_view path, std::string_view property) const {
  const auto row = rows_.find(std::string(path));
  if (row == rows_.end()) return std::nullopt;
  const auto header = headers_.find(std::string(property));
  return Place{row->second.sheet, row->second.number, header == headers_.end() ? std::string() : header->second};
}

std::optional<Place> SourceMap::locate(const Error& error) const {
  // "relevant of /data/age, column 13 of: …": what stands behind the comma is the author's formula, which names what it will.
  const std::string_view where = std::string_view(error.where).substr(0, error.where.find(", "));
  if (const std::size_t of = where.find(" of /"); of != std::string_view::npos) {
    const std::string_view path = where.substr(of + 4);
    if (const auto row = rows_.find(std::string(path)); row != rows_.end())
      return Place{row->second.sheet, row->second.number, header_of(path, where.substr(0, of))};
  }
  // Paths first in `where`, which is exact, then in the message, which may quote other nodes as well.
  const std::string texts[] = {std::string(where), error.message};
  std::string best;
  for (const std::string& text : texts) {
    for (std::size_t at = text.find('/'); at != std::string::npos; at = text.find('/', at + 1)) {
      std::size_t end = at;
      while (end < text.size() && is_path_character(text[end])) ++end;
      for (std::string path = text.substr(at, end - at); path.size() > best.size(); path.resize(path.find_last_of("/.:"))) {
        if (rows_.contains(path)) {
          best = path;
          break;
        }
        if (path.find_last_of("/.:") == std::string::npos) break;
      }
      at = end;
    }
    if (!best.empty()) break;
  }
  if (best.empty()) return std::nullopt;
  std::string_view property;
  for (const auto& [name, header] : headers_) {
    const bool named = where.find(name) != std::string_view::npos && best.find(name) == std::string::npos;
    if (named && name.size() > property.size()) property = name;
  }
  return find(best, property);
}

} // namespace pilotage::forms::xlsform
