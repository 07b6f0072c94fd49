#include "client/cli/forms_check.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>

#include "client/cli/command.h"
#include "forms/model/form_definition.h"
#include "forms/xlsform/convert.h"

namespace pilotage::cli {

namespace {

namespace xlsform = forms::xlsform;
using nlohmann::json;
using xlsform::Message;
using xlsform::Place;
using xlsform::Severity;

Message as_message(const std::string& file, const Error& error, const xlsform::SourceMap* map) {
  const auto place = map == nullptr ? std::nullopt : map->locate(error);
  if (!place) return {Severity::error, file, {}, error.to_string(), {}};
  // "relevant of /data/age, column 13 of: …" names the cell, which the message stands at already, and then the spot in the formula.
  const std::size_t comma = error.where.find(", ");
  const std::string spot = comma == std::string::npos ? std::string() : " (" + error.where.substr(comma + 2) + ")";
  std::string message = error.message;
  if (message.ends_with('.')) message.pop_back();
  return {Severity::error, file, *place, message + spot,
          error.code == ErrorCode::cycle ? "let one of them do without the others" : "correct this cell"};
}

// The formula that an error is about: "relevant of /data/age, column 5 of: …".
struct FaultyFormula {
  std::string role, path, text;
};

std::optional<FaultyFormula> faulty_formula(const Error& error) {
  const std::size_t of = error.where.find(" of /");
  if (of == std::string::npos) return std::nullopt;
  const std::size_t text = error.where.find(" of: ", of);
  return FaultyFormula{error.where.substr(0, of), error.where.substr(of + 4, error.where.find(", ", of) - of - 4),
                       text == std::string::npos ? std::string() : error.where.substr(text + 5)};
}

// Takes an attribute of the tag at `tag` out. False where it has none of that name.
bool remove_attribute(std::string& xform, std::size_t tag, const std::string& name) {
  const std::string start = " " + name + "=\"";
  const std::size_t attribute = xform.find(start, tag);
  if (attribute == std::string::npos || attribute > xform.find('>', tag)) return false;
  xform.erase(attribute, xform.find('"', attribute + start.size()) + 1 - attribute);
  return true;
}

// Leaves the choices of a question without their filter and their order.
bool remove_filter(std::string& xform, const std::string& path) {
  const std::size_t control = xform.find(" ref=\"" + path + "\"", xform.find("<h:body"));
  const std::size_t itemset = xform.find("<itemset nodeset=\"", control);
  if (control == std::string::npos || itemset == std::string::npos) return false;
  const std::size_t start = itemset + std::string_view("<itemset nodeset=\"").size();
  const std::string nodeset = xform.substr(start, xform.find('"', start) - start);
  const std::size_t list = nodeset.find("instance(");
  const std::size_t filter = nodeset.find('[', list);
  if (list == std::string::npos || filter == std::string::npos) return false;
  xform.replace(start, nodeset.size(), nodeset.substr(list, filter - list));
  return true;
}

// Shows nothing where a label shows what this formula gives.
bool remove_output(std::string& xform, const std::string& formula) {
  std::string written = "<output value=\"";
  for (const char c : formula)
    written += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
  const std::size_t output = formula.empty() ? std::string::npos : xform.find(written + "\"");
  if (output != std::string::npos) xform.replace(output, written.size(), "<output value=\"''");
  return output != std::string::npos;
}

// Takes the formula that an error is about out of the form. False where that cannot be done.
bool remove_formula(const FaultyFormula& formula, std::string& xform) {
  if (formula.role == "choices") return remove_filter(xform, formula.path);
  if (formula.role.starts_with("output in")) return remove_output(xform, formula.text);
  if (formula.role == "setvalue") {
    const std::string target = "ref=\"" + formula.path + "\"";
    bool removed = false;
    for (std::size_t tag = xform.find("<setvalue "); tag != std::string::npos; tag = xform.find("<setvalue ", tag + 1))
      if (xform.find(target, tag) < xform.find('>', tag)) removed = remove_attribute(xform, tag, "value") || removed;
    return removed;
  }
  const std::size_t bind = xform.find("<bind nodeset=\"" + formula.path + "\"");
  return bind != std::string::npos && remove_attribute(xform, bind, formula.role);
}

// What the engine says of an XForm, at the workbook's cell if it came from one. The engine stops at the first error, so
// its formula is taken out and the rest is looked at again, until all of them are known.
void check_with_engine(const std::string& file, std::string xform, const xlsform::SourceMap* map, std::vector<Message>& messages) {
  constexpr int kMostErrors = 100;
  for (int i = 0; i < kMostErrors; ++i) {
    const auto form = forms::FormDefinition::parse(xform);
    if (form) return;
    messages.push_back(as_message(file, form.error(), map));
    const auto formula = faulty_formula(form.error());
    if (!formula || !remove_formula(*formula, xform)) return;
  }
}

} // namespace

std::vector<Message> check_form(const std::string& file) {
  const std::string bytes = read_file(file, xlsform::kMostWorkbookBytes + 1);
  std::vector<Message> messages;
  if (file.ends_with(".xml")) {
    check_with_engine(file, bytes, nullptr, messages);
    return messages;
  }
  auto result = xlsform::convert(bytes, {.file_name = file, .form_name = {}, .form_id = {}, .default_language = "default"});
  if (!result) return std::move(result.error());
  messages = std::move(result->warnings);
  check_with_engine(file, result->xform, &result->source_map, messages);
  return messages;
}

namespace {

json as_json(const Message& message) {
  return {{"severity", message.severity == Severity::error ? "error" : "warning"},
          {"file", message.file},
          {"sheet", message.place.sheet},
          {"row", message.place.row},
          {"column", message.place.column},
          {"message", message.message},
          {"remedy", message.remedy}};
}

std::string line(const Message& message) { return (message.severity == Severity::warning ? "warning: " : "") + message.to_string() + "\n"; }

} // namespace

void print_message(const Message& message) { std::cerr << line(message); }

bool check_forms(const std::vector<std::string>& files, bool as_json_text) {
  json all = json::array();
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const std::string& file : files) {
    std::vector<Message> messages = check_form(file);
    // Errors first: they are what stands in the way. Then as somebody goes through the workbook.
    std::stable_sort(messages.begin(), messages.end(), [](const Message& a, const Message& b) {
      const auto order = [](const Message& message) {
        const Place& place = message.place;
        return std::tuple(message.severity != Severity::error, !place.sheet.empty() && place.sheet != "survey", place.sheet, place.row);
      };
      return order(a) < order(b);
    });
    for (const Message& message : messages) {
      ++(message.severity == Severity::error ? errors : warnings);
      if (as_json_text) {
        all.push_back(as_json(message));
      } else {
        std::cout << line(message);
      }
    }
  }
  if (as_json_text) {
    std::cout << all.dump(2, ' ', false, json::error_handler_t::replace) << "\n";
  } else if (errors + warnings == 0) {
    std::cout << (files.size() == 1 ? "The form is in order.\n" : "The forms are in order.\n");
  }
  return errors == 0;
}

} // namespace pilotage::cli
