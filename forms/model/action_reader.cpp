#include "forms/model/action_reader.h"

namespace pilotage::forms {

bool ActionReader::is_action(XmlElement element) {
  return element.is("setvalue") ||
         (element.space() == Namespace::odk && (element.name() == "setgeopoint" || element.name() == "recordaudio"));
}

Result<void> ActionReader::read(XmlElement element, std::int32_t control) {
  Action action;
  action.kind = element.name() == "setvalue" ? Action::Kind::set_value : Action::Kind::set_geopoint;
  action.control = control;
  if (control != -1) action.scope = form_.control(control).place;
  if (auto read = read_events(element, action); !read) return read;
  if (auto read = read_target(element, action); !read) return read;
  if (!form_.shape[action.target].leaf) {
    form_.warnings.push_back(form_.path(action.target) + " is a group: " + element.description() + " cannot set it.");
    return {};
  }
  if (const std::string_view value = element.attribute("value"); !value.empty() && action.kind == Action::Kind::set_value) {
    auto compiled = compiler_.compile(value, action.target, "setvalue");
    if (!compiled) return std::unexpected(compiled.error());
    action.value = *compiled;
  } else {
    action.literal = element.whole_text();
  }
  if (element.name() == "recordaudio") {
    form_.warnings.push_back("The form asks for a sound recording in the background. This program does not make one: " +
                             form_.path(action.target) + " stays empty.");
    return {};
  }
  form_.actions.push_back(std::move(action));
  return {};
}

Result<void> ActionReader::read_events(XmlElement element, Action& action) const {
  std::string_view events = element.has("event") ? element.attribute("event") : element.attribute("event", Namespace::xml_events);
  if (events.empty()) return fail(ErrorCode::malformed, element.description() + " names no event.", "actions");
  while (!events.empty()) {
    const std::size_t blank = events.find_first_of(" \t\r\n");
    const std::string_view event = events.substr(0, blank);
    events = blank == std::string_view::npos ? std::string_view() : events.substr(blank + 1);
    if (event.empty()) continue;
    if (event == "odk-instance-first-load" || event == "xforms-ready")
      action.first_load = true;
    else if (event == "odk-instance-load")
      action.load = true;
    else if (event == "odk-new-repeat")
      action.new_repeat = true;
    else if (event == "xforms-value-changed")
      action.value_changed = true;
    else
      return fail(ErrorCode::unsupported, "There is no event \"" + std::string(event) + "\".", element.description());
  }
  if (action.control == -1 && (action.new_repeat || action.value_changed)) {
    return fail(ErrorCode::malformed, "An action for odk-new-repeat or xforms-value-changed must stand inside a repeat or a question.",
                element.description());
  }
  return {};
}

Result<void> ActionReader::read_target(XmlElement element, Action& action) {
  if (const std::string_view id = element.attribute("bind"); !id.empty()) {
    const auto found = form_.bind_ids.find(id);
    if (found == form_.bind_ids.end())
      return fail(ErrorCode::not_found, "There is no <bind> with the id \"" + std::string(id) + "\".", element.description());
    action.target = found->second;
    return {};
  }
  const std::string_view ref = element.attribute("ref");
  if (ref.empty()) return fail(ErrorCode::malformed, "It has no ref attribute.", element.description());
  const PlaceId context = action.scope == kNoPlace ? kRootPlace : action.scope;
  auto compiled = compiler_.compile(ref, context, "target of an action");
  if (!compiled) return std::unexpected(compiled.error());
  const FormExpression& target = form_.expression(*compiled);
  if (target.result.size() != 1) {
    return fail(ErrorCode::unsupported, "The target of an action must be one question.", element.description() + " " + std::string(ref));
  }
  action.target = target.result[0];
  action.target_nodes = *compiled;
  return {};
}

} // namespace pilotage::forms
