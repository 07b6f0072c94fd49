#include "client/session/answer_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "client/session/question_lookup.h"

namespace pilotage::session {

using forms::FormSession;
using forms::Item;
using json = nlohmann::ordered_json;

namespace {

// One member of an object in the file, with where it applies.
struct Entry {
  std::string scope; // "" or the reference of a repeat instance or group
  std::string key;
  json value;
  Error why = {}; // why the last attempt failed
};

// May be cured by other answers of the file, so it is tried again after them.
bool may_change(const Error& error) {
  return error.code == ErrorCode::not_found || error.code == ErrorCode::invalid_value || error.code == ErrorCode::readonly;
}

Result<std::string> as_text(const json& value, const std::string& key) {
  if (value.is_null()) return std::string();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  if (!value.is_array()) return fail(ErrorCode::invalid_value, "Give a text, a number, or a list of the chosen values.", key);
  std::string chosen;
  for (const json& one : value) {
    auto text = as_text(one, key);
    if (!text) return text;
    chosen += (chosen.empty() ? "" : " ") + *text;
  }
  return chosen;
}

bool is_select(forms::ControlKind kind) {
  using enum forms::ControlKind;
  return kind == select_one || kind == select_multiple || kind == rank;
}

// Every chosen value is one of those that the form offers now.
Result<void> check_choices(const FormSession& form, const Item& question, const std::string& value) {
  const std::vector<forms::Choice>& choices = form.choices(question);
  const auto offered = [&](std::string_view chosen) { return std::ranges::find(choices, chosen, &forms::Choice::value) != choices.end(); };
  const bool one = form.control_kind(question) == forms::ControlKind::select_one;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = one ? value.size() : std::min(value.find(' ', at), value.size());
    const std::string chosen = value.substr(at, end - at);
    at = end + 1;
    if (chosen.empty() || offered(chosen)) continue;
    std::string names;
    for (std::size_t i = 0; i < choices.size() && i < 20; ++i) names += (i > 0 ? ", " : "") + choices[i].value;
    return fail(ErrorCode::invalid_value,
                "\"" + chosen + "\" is none of the choices" +
                    (names.empty() ? "; there are none now." : ": " + names + (choices.size() > 20 ? ", …" : "") + "."),
                form.ref(question.node));
  }
  return {};
}

class AnswerFile {
public:
  AnswerFile(Filling& filling, const std::filesystem::path& folder) : filling_(filling), folder_(folder) {}

  Result<void> apply(const json& answers) {
    add_entries("", answers);
    while (!entries_.empty()) {
      const auto settled = pass();
      if (!settled) return std::unexpected(settled.error());
      if (!*settled) return std::unexpected(entries_.front().why);
    }
    return check_still_asked();
  }

private:
  const FormSession& form() const { return filling_.form(); }

  void add_entries(const std::string& scope, const json& object) {
    for (const auto& [key, value] : object.items()) entries_.push_back({.scope = scope, .key = key, .value = value});
  }

  // Tries everything that is left once. Says whether anything went in.
  Result<bool> pass() {
    bool settled = false;
    for (Entry& entry : std::exchange(entries_, {})) {
      const auto done = attempt(entry);
      if (!done && !may_change(done.error())) return std::unexpected(done.error());
      settled = settled || done;
      if (done) continue;
      entry.why = done.error();
      entries_.push_back(std::move(entry));
    }
    return settled;
  }

  Result<void> attempt(const Entry& entry) {
    auto item = item_for(entry);
    if (!item) return std::unexpected(item.error());
    if (!*item) return add_instances(entry, "");
    switch ((*item)->kind) {
    case Item::Kind::question: return answer(**item, entry);
    case Item::Kind::repeat: return add_instances(entry, ref_of(form(), **item));
    case Item::Kind::group:
    case Item::Kind::repeat_instance: break;
    }
    if (!entry.value.is_object()) return fail(ErrorCode::invalid_value, "This is a group: give an object with its questions.", entry.key);
    add_entries(form().ref((*item)->node), entry.value);
    return {};
  }

  // What the key means; nothing for what can only be a repeat without instances.
  Result<std::optional<Item>> item_for(const Entry& entry) const {
    if (entry.key.starts_with('/')) return item_at(entry.key);
    const auto scope = scope_of(form(), entry.scope);
    if (!scope) return fail(ErrorCode::not_found, "This part of the questionnaire is not there.", entry.scope);
    const std::vector<Item> found = items_named(form(), *scope, entry.key);
    if (found.size() == 1) return found.front();
    if (found.size() > 1) {
      std::string refs;
      for (const Item& item : found) refs += (refs.empty() ? "" : ", ") + ref_of(form(), item);
      return fail(ErrorCode::not_found, "Several questions have this name; give the reference of one: " + refs + ".", entry.key);
    }
    if (entry.value.is_array()) return std::nullopt;
    return fail(ErrorCode::not_found, "The questionnaire asks no such question, or does not ask it with these answers.", entry.key);
  }

  Result<std::optional<Item>> item_at(const std::string& ref) const {
    const auto node = form().find(ref);
    if (!node) return fail(ErrorCode::not_found, "The questionnaire has no such question.", ref);
    if (auto question = question_of(form(), *node)) return question;
    return fail(ErrorCode::not_found, "Nobody is asked this: it is calculated, hidden, or not asked with these answers.", ref);
  }

  Result<void> answer(const Item& question, const Entry& entry) {
    const std::string ref = form().ref(question.node);
    const auto state = form().state(question.node);
    if (!state.relevant) return fail(ErrorCode::invalid_value, "This question is not asked with these answers (it is not relevant).", ref);
    if (state.readonly) return fail(ErrorCode::readonly, "This question is read-only: the form fills it itself.", ref);
    const auto text = as_text(entry.value, ref);
    if (!text) return std::unexpected(text.error());
    const auto kind = form().control_kind(question);
    if (is_select(kind))
      if (auto checked = check_choices(form(), question, *text); !checked) return checked;
    const auto answered =
        kind == forms::ControlKind::upload && !text->empty() ? attach(question, *text) : filling_.answer(question.node, *text);
    if (!answered) return std::unexpected(answered.error());
    if (answered->refused != forms::Invalidity::none)
      return fail(ErrorCode::invalid_value,
                  "\"" + *text + "\" was refused: " + (answered->message.empty() ? "its constraint does not hold." : answered->message),
                  ref);
    if (!text->empty()) answered_.push_back(ref);
    return {};
  }

  Result<forms::Answered> attach(const Item& question, const std::string& path) {
    const std::filesystem::path file = folder_ / path;
    std::ifstream in(file, std::ios::binary);
    if (!in)
      return fail(ErrorCode::io, "The file to attach cannot be read. Check its name; it is looked for beside the file of answers.",
                  file.string());
    return filling_.attach(question.node, file.filename().string(), std::string(std::istreambuf_iterator<char>(in), {}));
  }

  // One instance for each object of the array. `repeat` is "" while it has none.
  Result<void> add_instances(const Entry& entry, std::string repeat) {
    if (!entry.value.is_array() || !std::ranges::all_of(entry.value, [](const json& one) { return one.is_object(); }))
      return fail(ErrorCode::invalid_value, "This is a repeat: give an array of objects, one for each time.", entry.key);
    for (std::size_t i = 0; i < entry.value.size(); ++i) {
      std::string instance = repeat + "[" + std::to_string(i + 1) + "]";
      if (repeat.empty() || !form().find(instance)) {
        auto added = repeat.empty() ? add_first(entry) : add_next(repeat);
        if (!added) return std::unexpected(added.error());
        repeat = std::move(*added);
        instance = repeat + "[" + std::to_string(i + 1) + "]";
      }
      add_entries(instance, entry.value[i]);
    }
    return {};
  }

  Result<std::string> add_next(const std::string& repeat) {
    if (auto added = filling_.add_repeat(repeat); !added) return std::unexpected(added.error());
    return repeat;
  }

  Result<std::string> add_first(const Entry& entry) {
    const auto scope = scope_of(form(), entry.scope);
    if (!scope) return fail(ErrorCode::not_found, "This part of the questionnaire is not there.", entry.scope);
    for (const std::string& place : places_for_repeats(form(), *scope)) {
      std::string repeat = place + "/" + entry.key;
      auto added = filling_.add_repeat(repeat);
      if (added) return repeat;
      if (!may_change(added.error())) return std::unexpected(added.error());
    }
    return fail(ErrorCode::not_found, "The questionnaire has no such question or repeat, or does not ask it with these answers.",
                entry.key);
  }

  // An answer may have been asked when it was given, and no longer be after those that followed.
  Result<void> check_still_asked() const {
    for (const std::string& ref : answered_) {
      const auto node = form().find(ref);
      if (node && form().state(*node).relevant) continue;
      return fail(ErrorCode::invalid_value, "This question is not asked with these answers (it is not relevant).", ref);
    }
    return {};
  }

  Filling& filling_;
  const std::filesystem::path& folder_;
  std::vector<Entry> entries_;
  std::vector<std::string> answered_;
};

} // namespace

Result<void> apply_answers(Filling& filling, std::string_view text, const std::filesystem::path& folder) {
  const json answers = json::parse(text, nullptr, false);
  if (!answers.is_object())
    return fail(ErrorCode::malformed, "The file of answers is not a JSON object of questions and values, like {\"age\": 34}.");
  return AnswerFile(filling, folder).apply(answers);
}

} // namespace pilotage::session
