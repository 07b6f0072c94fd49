#include "forms/engine/scenario_cases/scenario_case.h"

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

class ScenarioCase {
public:
  explicit ScenarioCase(const Json& json) : json_(json) {
    for (const auto& [name, text] : json.value("attachments", Json::object()).items()) attachments_[name] = text_of(text);
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
      done = answer(step.at("ref"), text_of(step.at("value")), rejected);
    } else if (what == "add_repeat") {
      done = made(session_->add_repeat(without_last_position(step.at("ref"))));
    } else if (what == "remove_repeat") {
      done = made(session_->remove_repeat(step.at("ref").get<std::string>()));
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
    if (step.value("expect_rejected", false) != rejected) return rejected ? "the answer was refused" : "the answer was taken";
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

  Result<void> start() { return open(FormSession::start(form_, fixed_environment())); }
  Result<void> reload() {
    return open(FormSession::resume(form_, session_->serialise(FormSession::Keep::everything), fixed_environment()));
  }

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
        while (session_->repeat_count(repeat) < wanted) {
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

  // Empty, not there and not relevant are all null.
  std::optional<std::string> value(const std::string& ref) const {
    const auto node = session_->find(ref);
    if (!node || !session_->state(*node).relevant || session_->value(*node).empty()) return std::nullopt;
    return std::string(session_->value(*node));
  }

  static std::string differs(const std::string& what, const std::string& expected, const std::string& found) {
    return what + " is \"" + found + "\", not \"" + expected + "\"";
  }

  std::string expect_value(const std::string& ref, const Json& expected) const {
    const auto found = value(ref);
    const bool empty = expected.is_null() || text_of(expected).empty();
    if (empty) return found ? differs("value", "", *found) : "";
    if (!found) return differs("value", text_of(expected), "");
    return *found == text_of(expected) ? "" : differs("value", text_of(expected), *found);
  }

  std::string expect_node(const Json& step) const {
    const std::string ref = step.at("ref");
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
    const auto node = session_->find(step.at("ref").get<std::string>());
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
    return why == step.at("why") ? "" : differs("why", step.at("why"), why);
  }

  std::string expect(const Json& step) {
    if (!session_) return "no form is open";
    const std::string what = step.at("expect");
    if (what == "value") return expect_value(step.at("ref"), step.at("value"));
    if (what == "node") return expect_node(step);
    if (what == "choices") return expect_choices(step);
    if (what == "first_invalid") return expect_first_invalid(step);
    if (what == "count") {
      const int count = session_->repeat_count(without_last_position(step.at("ref")));
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
