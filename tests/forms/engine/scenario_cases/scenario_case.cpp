#include "forms/engine/scenario_cases/scenario_case.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "forms/engine/form_session.h"

namespace pilotage::scenarios {

namespace {

using Json = nlohmann::json;
using namespace pilotage::forms;

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return value.dump();
}

// "/data/repeat[0]" and "/data/repeat[3]" both mean the repeat /data/repeat.
std::string without_last_position(const std::string& ref) { return ref.ends_with(']') ? ref.substr(0, ref.rfind('[')) : ref; }

// Some cases count from 0 where they mean the only one.
std::string ref_of(const Json& step) {
  std::string ref = step.at("ref").is_null() ? std::string() : step.at("ref").get<std::string>();
  for (std::size_t at = ref.find("[0]"); at != std::string::npos; at = ref.find("[0]")) ref.replace(at, 3, "[1]");
  return ref;
}

// Numbers are compared as numbers: "-1.0" is "-1". Where many decimals are given, to five digits: the engines of the field take slightly
// different radii of the Earth.
bool same_value(const std::string& expected, const std::string& found) {
  if (expected == found) return true;
  char* end = nullptr;
  const double wanted = std::strtod(expected.c_str(), &end);
  if (end == expected.c_str() || *end != '\0') return false;
  const double given = std::strtod(found.c_str(), &end);
  if (end == found.c_str() || *end != '\0') return false;
  const std::size_t point = expected.find('.');
  if (point == std::string::npos) return false;
  const bool long_fraction = expected.find_first_not_of("0123456789", point + 1) - point > 5 && expected.size() - point > 6;
  return wanted == given || (long_fraction && std::abs(wanted - given) <= std::abs(wanted) * 1e-5);
}

class ScenarioCase {
public:
  explicit ScenarioCase(const Json& json) : json_(json) {
    if (!json.contains("attachments")) return;
    for (const auto& [name, text] : json.at("attachments").items()) attachments_[name] = text_of(text);
  }

  std::string run() {
    int number = 0;
    for (const Json& step : json_.at("steps")) {
      ++number;
      const std::string failure = step.contains("do") ? perform(step) : expect(step);
      if (!failure.empty()) return "step " + std::to_string(number) + " " + step.dump() + ": " + failure;
    }
    return {};
  }

private:
  std::string perform(const Json& step) {
    const std::string what = step.at("do");
    Result<void> done;
    bool rejected = false;
    if (what == "load") {
      done = load(step);
    } else if (!session_) {
      return "no form is open";
    } else if (what == "answer") {
      done = answer(ref_of(step), text_of(step.at("value")), rejected);
    } else if (what == "add_repeat") {
      done = made(session_->add_repeat(without_last_position(ref_of(step))));
    } else if (what == "remove_repeat") {
      done = made(session_->remove_repeat(ref_of(step)));
    } else if (what == "set_language") {
      done = made(session_->set_language(step.at("value").get<std::string>()));
    } else if (what == "new_instance") {
      done = start();
    } else if (what == "save_and_reload") {
      done = reload();
    } else {
      return "unknown step";
    }
    if (step.contains("expect_error") && step.at("expect_error") != false) return done ? "an error was expected" : "";
    if (!done) return "error: " + done.error().to_string();
    const bool expect_rejected =
        step.contains("expect_rejected") && !step.at("expect_rejected").is_null() && step.at("expect_rejected") != false;
    if (expect_rejected != rejected) return rejected ? "the answer was refused" : "the answer was taken";
    return {};
  }

  template <typename T>
  static Result<void> made(Result<T> result) {
    if (!result) return std::unexpected(result.error());
    return {};
  }

  Result<void> load(const Json& step) {
    const Json& form = step.at("form");
    const Json& forms = json_.at("forms");
    const std::string xml =
        form.is_number() ? forms.at(form.get<std::size_t>()).get<std::string>() : forms.at(form.get<std::string>()).get<std::string>();
    auto parsed = FormDefinition::parse(xml, attachments_);
    if (!parsed) return std::unexpected(parsed.error());
    form_ = *parsed;
    return start();
  }

  // Where the clients of the two suites are: what odk:setgeopoint finds.
  Environment surroundings() const {
    Environment environment = fixed_environment();
    const bool web_forms = json_.value("id", "").starts_with("wf:");
    // The client of the web-forms suite moves between two places.
    environment.location = [web_forms, asked = 0]() mutable {
      if (!web_forms) return "no client implementation";
      return asked++ % 2 == 0 ? "38.295 21.7567 110.0 5.0" : "38.333 21.766 150.0 3.0";
    };
    return environment;
  }

  Result<void> start() { return open(FormSession::start(form_, surroundings())); }
  Result<void> reload() { return open(FormSession::resume(form_, session_->serialise(FormSession::Keep::everything), surroundings())); }

  Result<void> open(Result<FormSession> session) {
    if (!session) return std::unexpected(session.error());
    session_ = std::make_unique<FormSession>(*std::move(session));
    return {};
  }

  // Instances of repeats that a reference names and that are not there yet are added.
  Result<void> add_missing(const std::string& ref) {
    for (std::size_t at = ref.find('/', 1); at != std::string::npos || !ref.empty(); at = ref.find('/', at + 1)) {
      const std::string part = ref.substr(0, at);
      if (part.ends_with(']')) {
        const std::string repeat = without_last_position(part);
        const int wanted = std::stoi(part.substr(repeat.size() + 1));
        // A position can stand at what is not a repeat; then there is nothing to add.
        while (session_->is_repeat(repeat) && session_->repeat_count(repeat) < wanted) {
          if (auto added = session_->add_repeat(repeat); !added) return std::unexpected(added.error());
        }
      }
      if (at == std::string::npos) return {};
    }
    return {};
  }

  Result<void> answer(const std::string& ref, const std::string& value, bool& rejected) {
    if (auto added = add_missing(ref); !added) return added;
    const auto node = session_->find(ref);
    if (!node) return fail(ErrorCode::not_found, "no node " + ref);
    auto answered = session_->answer(*node, value);
    if (!answered) return std::unexpected(answered.error());
    rejected = answered->refused == Invalidity::constraint;
    // What a type does not take reaches the form as an empty answer in the clients that the cases come from.
    if (answered->refused == Invalidity::type) return made(session_->answer(*node, ""));
    return {};
  }

  std::optional<std::string> value(const std::string& ref) const {
    const auto node = session_->find(ref);
    if (!node || session_->value(*node).empty()) return std::nullopt;
    return std::string(session_->value(*node));
  }

  static std::string differs(const std::string& what, const std::string& expected, const std::string& found) {
    return what + " is \"" + found + "\", not \"" + expected + "\"";
  }

  std::string expect_value(const std::string& ref, const Json& expected) const {
    const auto found = value(ref);
    const bool empty = expected.is_null() || text_of(expected).empty();
    // Empty, not there and not relevant are all null.
    if (empty) return found && session_->state(*session_->find(ref)).relevant ? differs("value", "", *found) : "";
    if (!found) return differs("value", text_of(expected), "");
    return same_value(text_of(expected), *found) ? "" : differs("value", text_of(expected), *found);
  }

  std::string expect_node(const Json& step) const {
    const std::string ref = ref_of(step);
    const auto node = session_->find(ref);
    if (step.contains("value")) {
      if (const std::string failure = expect_value(ref, step.at("value")); !failure.empty()) return failure;
    }
    const NodeState state = node ? session_->state(*node) : NodeState{.relevant = false};
    const std::pair<const char*, bool> flags[] = {{"relevant", state.relevant}, {"readonly", state.readonly}, {"required", state.required}};
    for (const auto& [name, found] : flags) {
      if (step.contains(name) && step.at(name).is_boolean() && step.at(name).get<bool>() != found)
        return std::string(name) + " is " + (found ? "true" : "false");
    }
    return {};
  }

  std::string expect_choices(const Json& step) {
    const auto node = session_->find(ref_of(step));
    const auto item = node ? session_->question(*node) : std::nullopt;
    if (!item) return "no question is there";
    const auto& choices = session_->choices(*item);
    Json values = Json::array();
    Json labels = Json::array();
    for (const Choice& choice : choices) {
      values.push_back(choice.value);
      labels.push_back(choice.label);
    }
    if (step.contains("values") && !step.at("values").is_null() && step.at("values") != values) return "values are " + values.dump();
    if (step.contains("labels") && !step.at("labels").is_null() && step.at("labels") != labels) return "labels are " + labels.dump();
    return {};
  }

  std::string expect_first_invalid(const Json& step) const {
    const auto problem = session_->first_invalid();
    if (step.at("ref").is_null()) return problem ? "it is " + session_->ref(problem->node) : "";
    if (!problem) return "nothing is invalid";
    const auto node = session_->find(step.at("ref").get<std::string>());
    if (!node || problem->node != *node) return "it is " + session_->ref(problem->node);
    const std::string why = problem->why == Invalidity::required ? "required" : "constraint";
    return why == step.at("why").get<std::string>() ? "" : differs("why", step.at("why"), why);
  }

  std::string expect(const Json& step) {
    if (!session_) return "no form is open";
    const std::string what = step.at("expect");
    if (what == "value") return expect_value(ref_of(step), step.at("value"));
    if (what == "node") return expect_node(step);
    if (what == "choices") return expect_choices(step);
    if (what == "first_invalid") return expect_first_invalid(step);
    if (what == "count") {
      const int count = session_->repeat_count(without_last_position(ref_of(step)));
      return count == step.at("value").get<int>() ? "" : "there are " + std::to_string(count);
    }
    return "unknown expectation";
  }

  const Json& json_;
  Attachments attachments_;
  std::shared_ptr<const FormDefinition> form_;
  std::unique_ptr<FormSession> session_;
};

} // namespace

std::vector<Outcome> run_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  const Json json = Json::parse(text.str(), nullptr, false);
  if (json.is_discarded()) return {{file, "the file is not JSON"}};
  std::vector<const Json*> cases = {&json};
  if (json.is_array()) {
    cases.clear();
    for (const Json& one : json) cases.push_back(&one);
  }
  std::vector<Outcome> outcomes;
  for (const Json* one : cases) {
    std::string failure;
    try {
      failure = ScenarioCase(*one).run();
    } catch (const std::exception& error) {
      failure = error.what();
    }
    outcomes.push_back({one->value("id", file), failure});
  }
  return outcomes;
}

} // namespace pilotage::scenarios
