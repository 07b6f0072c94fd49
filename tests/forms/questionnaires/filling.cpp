#include "forms/questionnaires/filling.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "forms/environment.h"
#include "forms/model/form_definition.h"
#include "forms/xlsform/convert.h"

namespace pilotage::forms::questionnaires {

const std::vector<std::string> kLanguages = {"English (en)", "Français (fr)", "Español (es)"};

namespace {

constexpr std::string_view kRoot = "/data/";

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), path, " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

// A questionnaire converts without an error and without a warning.
std::string converted(const std::string& questionnaire) {
  const std::string name = questionnaire + ".md";
  xlsform::ConvertOptions options;
  options.file_name = name;
  auto conversion = xlsform::convert(read(std::string(PILOTAGE_SOURCE_DIR) + "/assets/questionnaires/" + name), options);
  if (!conversion) {
    for (const auto& message : conversion.error()) FAIL_CHECK(message.to_string());
  }
  REQUIRE(conversion.has_value());
  for (const auto& warning : conversion->warnings) FAIL_CHECK(warning.to_string());
  CHECK_EQ(conversion->form_id, questionnaire);
  CHECK_FALSE(conversion->version.empty());
  return conversion->xform;
}

std::shared_ptr<const FormDefinition> definition(const std::string& questionnaire) {
  static std::map<std::string, std::shared_ptr<const FormDefinition>> loaded;
  auto& form = loaded[questionnaire];
  if (!form) {
    auto parsed = FormDefinition::parse(converted(questionnaire));
    REQUIRE_MESSAGE(parsed.has_value(), questionnaire, ": ", parsed.error().to_string());
    form = *parsed;
  }
  return form;
}

FormSession open(const std::string& questionnaire) {
  auto session = FormSession::start(definition(questionnaire), fixed_environment());
  REQUIRE_MESSAGE(session.has_value(), questionnaire, ": ", session.error().to_string());
  return std::move(*session);
}

} // namespace

Filling::Filling(const std::string& questionnaire, std::string_view language) : session_(open(questionnaire)) {
  auto changed = session_.set_language(language);
  REQUIRE_MESSAGE(changed.has_value(), changed.error().to_string());
}

Node Filling::node(std::string_view path) {
  const auto found = session_.find(std::string(kRoot) + std::string(path));
  REQUIRE_MESSAGE(found.has_value(), "there is no ", path);
  return *found;
}

void Filling::answer(std::string_view path, std::string_view value) {
  CAPTURE(path);
  CAPTURE(value);
  CHECK(relevant(path));
  auto answered = session_.answer(node(path), value);
  REQUIRE_MESSAGE(answered.has_value(), answered.error().to_string());
  CHECK_EQ(answered->message, "");
  CHECK(answered->refused == Invalidity::none);
  CHECK_EQ(this->value(path), value);
}

void Filling::refused(std::string_view path, std::string_view value) {
  CAPTURE(path);
  CAPTURE(value);
  const std::string before = this->value(path);
  auto answered = session_.answer(node(path), value);
  REQUIRE_MESSAGE(answered.has_value(), answered.error().to_string());
  CHECK(answered->refused == Invalidity::constraint);
  CHECK_FALSE(answered->message.empty());
  CHECK_EQ(answered->message, session_.constraint_message(node(path)));
  CHECK_EQ(this->value(path), before);
}

void Filling::add_repeat(std::string_view path) {
  auto added = session_.add_repeat(std::string(kRoot) + std::string(path));
  REQUIRE_MESSAGE(added.has_value(), added.error().to_string());
}

void Filling::have_instances(const std::string& repeat, int count) {
  for (int position = 1; position <= count; ++position) {
    if (!session_.find(std::string(kRoot) + repeat + "[" + std::to_string(position) + "]")) add_repeat(repeat);
  }
}

std::string Filling::value(std::string_view path) { return std::string(session_.value(node(path))); }

bool Filling::relevant(std::string_view path) { return session_.state(node(path)).relevant; }

std::vector<std::string> Filling::choices(std::string_view path) {
  const Node wanted = node(path);
  for (const Item& item : shown()) {
    if (item.kind != Item::Kind::question || item.node != wanted) continue;
    std::vector<std::string> values;
    for (const Choice& choice : session_.choices(item)) values.push_back(choice.value);
    return values;
  }
  FAIL_CHECK(path, " is not shown");
  return {};
}

std::string Filling::label(std::string_view path) {
  const Node wanted = node(path);
  for (const Item& item : shown()) {
    if (item.node == wanted) return session_.text(item).label;
  }
  FAIL_CHECK(path, " is not shown");
  return {};
}

std::string Filling::stops_at() {
  const auto problem = session_.first_invalid();
  if (!problem) return {};
  if (problem->why == Invalidity::required) CHECK_FALSE(session_.required_message(problem->node).empty());
  return session_.ref(problem->node).substr(kRoot.size());
}

void Filling::expect_all_answered() {
  for (const Item& item : shown()) {
    if (is_question(item)) CHECK_MESSAGE(!session_.value(item.node).empty(), session_.ref(item.node), " is shown and not answered");
  }
}

void Filling::expect_texts() {
  for (const Item& item : shown()) {
    CAPTURE(session_.ref(item.node));
    if (item.kind != Item::Kind::repeat_instance) CHECK_FALSE(session_.text(item).label.empty());
    if (item.kind == Item::Kind::question) expect_choices(item);
  }
}

void Filling::expect_choices(const Item& item) {
  const ControlKind kind = session_.control_kind(item);
  if (kind != ControlKind::select_one && kind != ControlKind::select_multiple) return;
  const auto& choices = session_.choices(item);
  CHECK_FALSE(choices.empty());
  for (const Choice& choice : choices) CHECK_MESSAGE(!choice.label.empty(), choice.value, " has no label");
}

std::string Filling::finalize() {
  CHECK_EQ(stops_at(), "");
  auto xml = session_.finalize();
  REQUIRE_MESSAGE(xml.has_value(), xml.error().to_string());
  return *xml;
}

bool Filling::is_question(const Item& item) { return item.kind == Item::Kind::question && !session_.state(item.node).readonly; }

std::vector<Item> Filling::shown() {
  std::vector<Item> items;
  collect(session_.body(), items);
  return items;
}

void Filling::collect(const Item& parent, std::vector<Item>& into) {
  for (const Item& item : session_.children(parent)) {
    if (!session_.state(item.node).relevant) continue;
    into.push_back(item);
    if (item.kind != Item::Kind::question) collect(item, into);
  }
}

} // namespace pilotage::forms::questionnaires
