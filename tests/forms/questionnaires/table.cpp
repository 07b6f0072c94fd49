#include "forms/questionnaires/table.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace pilotage::forms::questionnaires {

namespace {

const std::filesystem::path kFolder = std::filesystem::path(PILOTAGE_SOURCE_DIR) / "assets/questionnaires";

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(' ') - from + 1));
}

// The cells between the bars; "\|" is a bar inside a cell.
std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += line[++i];
    } else if (line[i] == '|') {
      cells.push_back(trimmed(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return cells;
}

} // namespace

std::string Row::operator[](std::string_view column) const {
  const auto cell = cells.find(column);
  return cell == cells.end() ? std::string() : cell->second;
}

std::vector<std::string> questionnaire_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".md") names.push_back(entry.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<Row> rows(const std::string& questionnaire) {
  std::ifstream in(kFolder / (questionnaire + ".md"), std::ios::binary);
  std::vector<Row> found;
  std::vector<std::string> header;
  std::string sheet;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.starts_with('|')) continue;
    const auto cells = split(line);
    if (cells.size() == 1) {
      sheet = cells[0];
      header.clear();
    } else if (header.empty()) {
      header = cells;
    } else {
      Row row{.sheet = sheet, .line = number, .cells = {}};
      for (std::size_t i = 0; i < std::min(cells.size(), header.size()); ++i) row.cells[header[i]] = cells[i];
      found.push_back(std::move(row));
    }
  }
  return found;
}

} // namespace pilotage::forms::questionnaires
