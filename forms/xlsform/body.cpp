// What people see: groups, repeats and controls (ODK XForms, "Body elements").
#include <string>

#include "forms/xlsform/text.h"
#include "forms/xlsform/visibility.h"
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {
namespace {

class BodyWriter {
public:
  explicit BodyWriter(const XFormContext& form) : form_(form), out_(form.out) {}

  void write(const Element& element) {
    switch (element.kind) {
    case Element::Kind::survey: write_children(element); break;
    case Element::Kind::group: write_group(element); break;
    case Element::Kind::repeat: write_repeat(element); break;
    case Element::Kind::question:
      if (is_visible(element)) write_question(element);
      break;
    default: break;
    }
  }

private:
  void write_children(const Element& section) {
    for (const auto& child : section.children) write(*child);
  }

  void write_control_attributes(const Element& element) {
    for (const auto& [name, value] : element.control) {
      if (name != "tag" && name != "bodyless") out_.attribute(name, form_.paths.resolve(value, element));
    }
  }

  void write_label(const Element& element) {
    out_.open("label");
    if (needs_itext(element)) {
      out_.attribute("ref", cat({"jr:itext('", element.path, ":label')"}));
    } else {
      write_text_content(out_, element.label.plain, &element, form_.paths);
    }
    out_.close();
  }

  void write_hint(const Element& element) {
    const std::string_view own = element.hint.plain.empty() && element.question != nullptr ? element.question->hint : element.hint.plain;
    out_.open("hint");
    if (element.hint.is_localized() || !element.guidance_hint.empty()) {
      out_.attribute("ref", cat({"jr:itext('", element.path, ":hint')"}));
    } else {
      write_text_content(out_, own, &element, form_.paths);
    }
    out_.close();
  }

  void write_group(const Element& group) {
    if (group.bodyless) return;
    out_.open("group");
    write_control_attributes(group);
    if (!group.flat) out_.attribute("ref", group.path);
    if (!group.label.empty() || !group.media.empty()) write_label(group);
    write_children(group);
    out_.close();
  }

  // A repeat stands in a group of its own, which carries its label.
  void write_repeat(const Element& repeat) {
    out_.open("group");
    out_.attribute("ref", repeat.path);
    write_label(repeat);
    out_.open("repeat");
    out_.attribute("nodeset", repeat.path);
    write_control_attributes(repeat);
    write_children(repeat);
    write_new_repeat_actions(repeat, repeat);
    out_.close();
    out_.close();
  }

  // Repeats within it see to their own.
  void write_new_repeat_actions(const Element& section, const Element& repeat) {
    for (const auto& child : section.children) {
      write_actions(form_, *child, true);
      if (child->kind != Element::Kind::repeat) write_new_repeat_actions(*child, repeat);
    }
  }

  void write_question(const Element& question) {
    out_.open(question.question->control);
    out_.attribute("ref", question.path);
    if (!question.question->mediatype.empty() && !question.control.has("mediatype"))
      out_.attribute("mediatype", question.question->mediatype);
    write_control_attributes(question);
    for (const auto& [name, value] : question.parameters) out_.attribute(name, value);
    if (!question.query.empty()) write_query(question);
    write_label(question);
    if (has_hint(question) || !question.guidance_hint.empty()) write_hint(question);
    for (const OsmTag& tag : question.tags) write_tag(tag);
    write_itemset(form_, question);
    write_triggered(question);
    out_.close();
  }

  void write_query(const Element& question) {
    std::string query = cat({"instance('", question.query, "')/root/item"});
    if (!question.choice_filter.empty()) {
      query += cat({"[", form_.paths.resolve(question.choice_filter, question, {.use_current = true, .reference_parent = false}), "]"});
    }
    out_.attribute("query", query);
  }

  void write_tag(const OsmTag& tag) {
    out_.open("tag");
    out_.attribute("key", tag.key);
    out_.open("label");
    write_text_content(out_, tag.label.plain.empty() && tag.label.is_localized() ? tag.label.by_language.front().second : tag.label.plain,
                       nullptr, form_.paths);
    out_.close();
    out_.close();
  }

  // What is calculated anew when this question's answer changes.
  void write_triggered(const Element& question) {
    const auto found = form_.triggered.find(question.name);
    if (found == form_.triggered.end()) return;
    for (const Element* const target : found->second) {
      const bool place = target->type == "background-geopoint";
      out_.open(place ? "odk:setgeopoint" : "setvalue");
      out_.attribute("ref", target->path);
      out_.attribute("event", "xforms-value-changed");
      const std::string value = form_.paths.resolve(target->bind.get("calculate"), question);
      if (!place && !value.empty()) out_.attribute("value", value);
      out_.close();
    }
  }

  const XFormContext& form_;
  XmlWriter& out_;
};

} // namespace

void write_body(const XFormContext& form) {
  form.out.open("h:body");
  if (!form.settings.style.empty()) form.out.attribute("class", form.settings.style);
  BodyWriter(form).write(form.survey);
  form.out.close();
}

} // namespace pilotage::forms::xlsform
