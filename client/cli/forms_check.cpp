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

// What the engine says of an XForm, at the workbook's cell if it came from one.
void check_with_engine(const std::string& file, std::string_view xform, const xlsform::SourceMap* map, std::vector<Message>& messages) {
  const auto form = forms::FormDefinition::parse(xform);
  if (form) return;
  const Error& error = form.error();
  const auto place = map == nullptr ? std::nullopt : map->locate(error);
  if (!place) {
    messages.push_back({Severity::error, file, {}, error.to_string(), {}});
    return;
  }
  // "relevant of /data/age, column 13 of: …" names the cell, which the message stands at already, and then the spot in the formula.
  const std::size_t comma = error.where.find(", ");
  const std::string spot = comma == std::string::npos ? std::string() : " (" + error.where.substr(comma + 2) + ")";
  messages.push_back({Severity::error, file, *place, error.message + spot, {}});
}

std::vector<Message> check_file(const std::string& file) {
  const std::string bytes = read_file(file);
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
    std::vector<Message> messages = check_file(file);
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
