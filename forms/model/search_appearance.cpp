#include "forms/model/search_appearance.h"

#include <algorithm>
#include <vector>

#include "forms/model/text_reader.h"
#include "forms/xpath/characters.h"

namespace pilotage::forms {

namespace {

Error wrong_search(std::string_view appearance) {
  return {ErrorCode::malformed,
          "search() takes the name of a table, then, if not all of it is wanted, how to look ('contains', 'startswith', 'endswith' or "
          "'matches'), the columns and the text to look for, and may be another column with the value that it must have.",
          "appearance: " + std::string(appearance)};
}

// Where the bracket that opens at `open` closes, quotes left out; the arguments between go to `arguments`.
std::optional<std::size_t> read_arguments(std::string_view text, std::size_t open, std::vector<std::string_view>& arguments) {
  int depth = 0;
  char quote = 0;
  std::size_t start = open + 1;
  for (std::size_t at = open; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '\'' || c == '"') quote = c;
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    const bool last = depth == 0;
    if (!last && !(depth == 1 && c == ',')) continue;
    arguments.push_back(xpath::trim_xml_space(text.substr(start, at - start)));
    start = at + 1;
    if (last) return at;
  }
  return std::nullopt;
}

std::optional<std::string_view> literal(std::string_view argument) {
  const bool quoted = argument.size() >= 2 && (argument.front() == '\'' || argument.front() == '"') && argument.back() == argument.front();
  if (!quoted) return std::nullopt;
  argument = argument.substr(1, argument.size() - 2);
  return argument;
}

std::vector<std::string_view> split_columns(std::string_view columns) {
  std::vector<std::string_view> names;
  while (!columns.empty()) {
    const std::size_t comma = columns.find(',');
    if (const std::string_view name = xpath::trim_xml_space(columns.substr(0, comma)); !name.empty()) names.push_back(name);
    columns = comma == std::string_view::npos ? std::string_view() : columns.substr(comma + 1);
  }
  return names;
}

// Collect looks with LIKE of SQL, which does not tell a from A.
std::string folded(std::string_view expression) {
  return "translate(" + std::string(expression) + ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')";
}

// Inside a predicate "." is the row; what the form wrote was meant from the question.
std::string from_question(std::string_view expression) {
  const bool relative = expression.starts_with("..") || expression.starts_with("./");
  return (relative ? "current()/" : "") + std::string(expression);
}

std::optional<std::string> looks_for(std::string_view how, std::string_view columns, std::string_view text) {
  std::string condition;
  for (const std::string_view column : split_columns(columns)) {
    const std::string cell = folded(column);
    if (!condition.empty()) condition += " or ";
    if (how == "matches")
      condition += cell + " = " + folded(text);
    else if (how == "contains")
      condition += "contains(" + cell + ", " + folded(text) + ")";
    else if (how == "startswith")
      condition += "starts-with(" + cell + ", " + folded(text) + ")";
    else if (how == "endswith")
      condition += "ends-with(" + cell + ", " + folded(text) + ")";
    else
      return std::nullopt;
  }
  if (condition.empty()) return std::nullopt;
  return "[" + condition + "]";
}

} // namespace

Result<std::optional<SearchAppearance>> read_search(std::string_view appearance) {
  constexpr std::string_view kCall = "search(";
  const std::size_t start = appearance.find(kCall);
  if (start == std::string_view::npos) return std::nullopt;
  std::vector<std::string_view> arguments;
  const auto end = read_arguments(appearance, start + kCall.size() - 1, arguments);
  const bool right = end && (arguments.size() == 1 || arguments.size() == 4 || arguments.size() == 6);
  const auto table = right ? literal(arguments[0]) : std::nullopt;
  if (!table || table->empty()) return std::unexpected(wrong_search(appearance));
  SearchAppearance search;
  search.table = std::string(table->ends_with(".csv") ? table->substr(0, table->size() - 4) : *table);
  search.nodes = "instance('" + search.table + "')/root/item";
  if (arguments.size() == 6) {
    const auto column = literal(arguments[4]);
    if (!column) return std::unexpected(wrong_search(appearance));
    search.nodes += "[" + std::string(*column) + " = " + from_question(arguments[5]) + "]";
  }
  if (arguments.size() >= 4) {
    const auto how = literal(arguments[1]);
    const auto columns = literal(arguments[2]);
    const auto condition = how && columns ? looks_for(*how, *columns, from_question(arguments[3])) : std::nullopt;
    if (!condition) return std::unexpected(wrong_search(appearance));
    search.nodes += *condition;
  }
  search.rest = std::string(xpath::trim_xml_space(appearance.substr(0, start)));
  const std::string_view after = xpath::trim_xml_space(appearance.substr(*end + 1));
  if (!search.rest.empty() && !after.empty()) search.rest += ' ';
  search.rest += after;
  return search;
}

bool stands_for_rows(const ChoiceSource& choice) {
  const std::string_view digits = choice.value.starts_with('-') ? choice.value.substr(1) : choice.value;
  return digits.empty() || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

std::string columns_text(std::string_view columns) {
  const std::vector<std::string_view> names = split_columns(columns);
  if (names.empty()) return "''";
  if (names.size() == 1) return std::string(names[0]);
  std::string text = "concat(" + std::string(names[0]);
  for (std::size_t i = 1; i < names.size(); ++i) {
    text += ", ', ', ";
    text += names[i];
  }
  return text + ")";
}

std::string columns_text_of_itext(std::string_view text_id) {
  return "join(', ', *[contains(concat(',', translate(jr:itext('" + std::string(text_id) +
         "'), ' ', ''), ','), concat(',', local-name(), ','))])";
}

} // namespace pilotage::forms
