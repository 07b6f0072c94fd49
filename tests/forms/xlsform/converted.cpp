#include "forms/xlsform/converted.h"

#include <algorithm>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform::test {
namespace {

std::vector<std::string> texts(const std::vector<Message>& messages, Severity severity) {
  std::vector<std::string> result;
  for (Message message : messages) {
    if (message.severity != severity) continue;
    message.file.clear();
    result.push_back(message.to_string());
  }
  return result;
}

bool has(const std::vector<std::string>& messages, std::string_view place, std::string_view what) {
  return std::any_of(messages.begin(), messages.end(),
                     [&](const std::string& message) { return message.starts_with(place) && message.find(what) != std::string::npos; });
}

} // namespace

Converted::Converted(std::string_view workbook, std::string file_name)
    : result_(convert(workbook, {.file_name = std::move(file_name), .form_name = {}, .form_id = {}, .default_language = "default"})) {
  if (result_) REQUIRE(document_->load_buffer(result_->xform.data(), result_->xform.size(), pugi::parse_default | pugi::parse_ws_pcdata));
}

std::string Converted::attribute(const std::string& path, const char* name) const {
  return document_->select_node(("//" + path).c_str()).node().attribute(name).as_string("(none)");
}

std::string Converted::bind(const std::string& nodeset, const char* name) const {
  return attribute("bind[@nodeset='" + nodeset + "']", name);
}

std::string Converted::text(const std::string& path) const {
  const pugi::xpath_query query(("normalize-space(//" + path + ")").c_str());
  return query.evaluate_string(*document_);
}

std::size_t Converted::count(const std::string& path) const { return document_->select_nodes(("//" + path).c_str()).size(); }

std::vector<std::string> Converted::errors() const {
  return result_ ? std::vector<std::string>() : texts(result_.error(), Severity::error);
}

std::vector<std::string> Converted::warnings() const { return texts(result_ ? result_->warnings : result_.error(), Severity::warning); }

bool Converted::has_error(std::string_view place, std::string_view what) const { return has(errors(), place, what); }

bool Converted::has_warning(std::string_view place, std::string_view what) const { return has(warnings(), place, what); }

std::string Converted::all_messages() const {
  std::string all;
  for (const std::string& message : errors()) all += "\n" + message;
  for (const std::string& message : warnings()) all += "\nwarning: " + message;
  return all;
}

} // namespace pilotage::forms::xlsform::test
