// A person filling in a form, for tests that read like their steps:
//
//   Scenario form(body_and_model);
//   form.answer("age", "17");
//   form.expect_relevant("guardian");
//
// References without a leading slash start at /data. Every step and expectation is checked where it stands.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/engine/form_session.h"

namespace pilotage::forms {

// <h:html> around a model (instances, binds, itext) and a body.
inline std::string xform(std::string_view model, std::string_view body = "") {
  return "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
         "xmlns:jr=\"http://openrosa.org/javarosa\" "
         "xmlns:odk=\"http://www.opendatakit.org/xforms\" xmlns:orx=\"http://openrosa.org/xforms\" "
         "xmlns:entities=\"http://www.opendatakit.org/xforms/entities\"><h:head><h:title>A form</h:title><model>" +
         std::string(model) + "</model></h:head><h:body>" + std::string(body) + "</h:body></h:html>";
}

// The main instance: its children.
inline std::string data(std::string_view children) {
  return "<instance><data id=\"a-form\" version=\"1\">" + std::string(children) + "<meta><instanceID/></meta></data></instance>";
}

// An expression as it stands in an attribute.
inline std::string escaped(std::string text) {
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos; at += 4) text.replace(at, 1, "&lt;");
  return text;
}

class Scenario {
public:
  explicit Scenario(const std::string& form, const Attachments& attachments = {}, Environment environment = fixed_environment()) {
    auto parsed = FormDefinition::parse(form, attachments);
    REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().to_string()));
    form_ = *parsed;
    keep(FormSession::start(form_, std::move(environment)));
  }

  FormSession& session() { return *session_; }
  const std::shared_ptr<const FormDefinition>& form() const { return form_; }

  Node node(std::string_view ref) const {
    const auto found = session_->find(full(ref));
    REQUIRE_MESSAGE(found, "no node " << full(ref));
    return *found;
  }

  // --- Steps ---
  Changes answer(std::string_view ref, std::string_view value) {
    auto answered = session_->answer(node(ref), value);
    REQUIRE_MESSAGE(answered, (answered ? "" : answered.error().to_string()));
    CHECK_MESSAGE(answered->refused == Invalidity::none, "refused: " << answered->message);
    return answered->changes;
  }
  std::string refused(std::string_view ref, std::string_view value, Invalidity why) {
    auto answered = session_->answer(node(ref), value);
    REQUIRE(answered);
    CHECK(answered->refused == why);
    return answered->message;
  }
  Changes add(std::string_view repeat) { return step(session_->add_repeat(full(repeat))); }
  Changes remove(std::string_view instance) { return step(session_->remove_repeat(full(instance))); }
  Changes speak(std::string_view language) { return step(session_->set_language(language)); }
  // Saves the draft and opens it again.
  void reopen() { keep(FormSession::resume(form_, session_->serialise(FormSession::Keep::everything), fixed_environment(2))); }

  // --- What is seen ---
  std::string value(std::string_view ref) const { return std::string(session_->value(node(ref))); }
  NodeState state(std::string_view ref) const { return session_->state(node(ref)); }
  std::vector<std::string> choices(std::string_view ref) const {
    std::vector<std::string> values;
    for (const Choice& choice : session_->choices(*session_->question(node(ref)))) values.push_back(choice.value);
    return values;
  }
  Text text(std::string_view ref) const { return session_->text(*session_->question(node(ref))); }
  int count(std::string_view repeat) const { return session_->repeat_count(full(repeat)); }

  void expect(std::string_view ref, std::string_view value) const {
    CHECK_MESSAGE(this->value(ref) == value, ref << " is \"" << this->value(ref) << "\"");
  }
  void expect_relevant(std::string_view ref) const { CHECK_MESSAGE(state(ref).relevant, ref); }
  void expect_not_relevant(std::string_view ref) const { CHECK_MESSAGE(!state(ref).relevant, ref); }

private:
  static std::string full(std::string_view ref) { return ref.starts_with('/') ? std::string(ref) : "/data/" + std::string(ref); }
  static Changes step(Result<Changes> changes) {
    REQUIRE_MESSAGE(changes, (changes ? "" : changes.error().to_string()));
    return *changes;
  }
  void keep(Result<FormSession> session) {
    REQUIRE_MESSAGE(session, (session ? "" : session.error().to_string()));
    session_ = std::make_unique<FormSession>(*std::move(session));
  }

  std::shared_ptr<const FormDefinition> form_;
  std::unique_ptr<FormSession> session_;
};

// The error that a form is refused with.
inline Error refusal(const std::string& form, const Attachments& attachments = {}) {
  auto parsed = FormDefinition::parse(form, attachments);
  if (parsed) {
    auto started = FormSession::start(*parsed, fixed_environment());
    REQUIRE_FALSE(started);
    return started.error();
  }
  return parsed.error();
}

} // namespace pilotage::forms
