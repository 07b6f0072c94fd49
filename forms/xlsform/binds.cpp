// What is calculated, required and allowed: <bind> for each node that has any of it, and the actions that fill it.
#include <algorithm>
#include <array>

#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {
namespace {

// Columns where "yes" and "no" stand for formulas.
bool takes_yes_and_no(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"readonly", "required", "relevant", "constraint", "calculate"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// What the type gives, overlaid by what the row says.
Attributes bind_of(const Element& element) {
  Attributes bind;
  if (const QuestionType* const type = element.question) {
    const auto set = [&bind](std::string_view name, std::string_view value) {
      if (!value.empty()) bind.set(name, value);
    };
    set("type", type->data_type);
    if (type->readonly) bind.set("readonly", "true()");
    set("jr:preload", type->preload);
    set("jr:preloadParams", type->preload_parameter);
    set("constraint", type->constraint);
  }
  for (const auto& [name, value] : element.bind) bind.set(name, value);
  if (element.has_trigger) bind.remove("calculate");
  return bind;
}

class BindWriter {
public:
  BindWriter(const XFormContext& form, const Element& element) : form_(form), out_(form.out), element_(element) {}

  void write() {
    if (element_.flat || element_.kind == Element::Kind::external_instance) return;
    const Attributes bind = bind_of(element_);
    const bool messages = !element_.constraint_message.empty() || !element_.required_message.empty() || !element_.no_app_error.empty();
    if (bind.empty() && !messages) return;
    out_.open("bind");
    out_.attribute("nodeset", element_.path);
    for (const auto& [name, value] : bind) {
      std::string_view formula = value;
      if (takes_yes_and_no(name) && means_yes(value)) formula = "true()";
      if (takes_yes_and_no(name) && means_no(value)) formula = "false()";
      out_.attribute(name, form_.paths.resolve(formula, element_));
    }
    write_message("jr:constraintMsg", element_.constraint_message, true);
    write_message("jr:requiredMsg", element_.required_message, true);
    write_message("jr:noAppErrorString", element_.no_app_error, false);
    out_.close();
  }

private:
  void write_message(std::string_view name, const LocalizedText& text, bool shows_answers) {
    if (text.empty()) return;
    if (text.is_localized() || (shows_answers && has_reference(text.plain))) {
      out_.attribute(name, cat({"jr:itext('", element_.path, ":", name, "')"}));
    } else {
      out_.attribute(name, form_.paths.resolve(text.plain, element_));
    }
  }

  const XFormContext& form_;
  XmlWriter& out_;
  const Element& element_;
};

} // namespace

void write_actions(const XFormContext& form, const Element& element, bool for_new_repeat) {
  for (const Action& action : element.actions) {
    if ((action.event == "odk-new-repeat") != for_new_repeat) continue;
    form.out.open(action.name);
    form.out.attribute("ref", element.path);
    form.out.attribute("event", action.event);
    if (action.name == "setvalue") {
      const bool calculated = element.dynamic_default && action.value.empty();
      const std::string value = calculated ? form.paths.resolve(element.default_value, element) : std::string(action.value);
      if (!value.empty()) form.out.attribute("value", value);
    }
    if (!action.quality.empty()) form.out.attribute("odk:quality", action.quality);
    form.out.close();
  }
}

void write_binds(const XFormContext& form) {
  walk(form.survey, [&form](const Element& element) {
    if (element.kind == Element::Kind::survey) return;
    BindWriter(form, element).write();
    write_actions(form, element, false);
  });
}

} // namespace pilotage::forms::xlsform
