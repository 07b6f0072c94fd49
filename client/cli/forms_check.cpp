#include "client/cli/forms_check.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "client/cli/command.h"
#include "forms/model/form_definition.h"
#include "forms/xlsform/convert.h"

namespace pilotage::cli {

namespace {

namespace xlsform = forms::xlsform;
using nlohmann::json;
using xlsform::Message;
using xlsform::Severity;

Message as_message(const std::string& file, const Error& error, const xlsform::SourceMap* map) {
  const auto place = map == nullptr ? std::nullopt : map->locate(error);
  if (!place) return {Severity::error, file, {}, error.to_string(), {}};
  // "relevant of /data/age, column 13 of: …" names the cell, which the message stands at already, and then the spot in the formula.
  const std::size_t comma = error.where.find(", ");
  const std::string spot = comma == std::string::npos ? std::string() : " (" + error.where.substr(comma + 2) + ")";
  return {Severity::error, file, *place, error.message + spot, {}};
}

// Takes the formula that an error is about ("relevant of /data/age, …") out of the form. False where it is not a bind's.
bool remove_formula(const Error& error, std::string& xform) {
  const std::size_t of = error.where.find(" of /");
  if (of == std::string::npos) return false;
  const std::string path = error.where.substr(of + 4, error.where.find(',', of) - of - 4);
  const std::size_t bind = xform.find("<bind nodeset=\"" + path + "\"");
  if (bind == std::string::npos) return false;
  const std::string start = " " + error.where.substr(0, of) + "=\"";
  const std::size_t attribute = xform.find(start, bind);
  if (attribute == std::string::npos || attribute > xform.find('>', bind)) return false;
  xform.erase(attribute, xform.find('"', attribute + start.size()) + 1 - attribute);
  return true;
}

// What the engine says of an XForm, at the workbook's cell if it came from one. The engine stops at the first error, so
// its formula is taken out and the rest is looked at again, until all of them are known.
void check_with_engine(const std::string& file, std::string xform, const xlsform::SourceMap* map, std::vector<Message>& messages) {
  constexpr int kMostErrors = 100;
  for (int i = 0; i < kMostErrors; ++i) {
    const auto form = forms::FormDefinition::parse(xform);
    if (form) return;
    messages.push_back(as_message(file, form.error(), map));
    if (!remove_formula(form.error(), xform)) return;
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
    // Errors first: they are what stands in the way.
    std::stable_partition(messages.begin(), messages.end(), [](const Message& message) { return message.severity == Severity::error; });
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
