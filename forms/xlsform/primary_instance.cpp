// The instance that a response fills: one node per question, and for each repeat a template before its first instance.
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {
namespace {

class InstanceWriter {
public:
  explicit InstanceWriter(const XFormContext& form) : form_(form), out_(form.out) {}

  void write_survey() {
    const Settings& settings = form_.settings;
    out_.open(settings.root_name);
    for (const auto& [name, value] : settings.attributes) {
      if (name != "id" && name != "version") out_.attribute(name, value);
    }
    out_.attribute("id", settings.form_id);
    if (!settings.instance_xmlns.empty()) out_.attribute("xmlns", settings.instance_xmlns);
    const std::string_view version = settings.version.empty() ? settings.attributes.get("version") : settings.version;
    if (!version.empty()) out_.attribute("version", version);
    if (!settings.prefix.empty()) out_.attribute("odk:prefix", settings.prefix);
    if (!settings.delimiter.empty()) out_.attribute("odk:delimiter", settings.delimiter);
    write_children(form_.survey, false);
    out_.close();
  }

private:
  void open(const Element& element) {
    out_.open(element.name);
    for (const auto& [name, value] : element.instance) out_.attribute(name, form_.paths.resolve(value, element));
  }

  // `in_instance`: within the first instance of a repeat, whose template has the templates of the repeats in it.
  void write(const Element& element, bool in_instance) {
    if (element.kind == Element::Kind::external_instance) return;
    if (element.flat) return write_children(element, in_instance);
    if (element.kind == Element::Kind::entity) return write_entity(element);
    if (element.kind != Element::Kind::question) {
      open(element);
      write_children(element, in_instance);
      out_.close();
      return;
    }
    open(element);
    if (!element.dynamic_default) out_.text(element.default_value);
    out_.close();
  }

  void write_children(const Element& section, bool in_instance) {
    for (const auto& child : section.children) {
      const bool repeat = child->kind == Element::Kind::repeat && !child->flat;
      if (repeat && !in_instance) {
        write_template(*child);
        write(*child, true);
      } else {
        write(*child, in_instance);
      }
    }
  }

  void write_template(const Element& repeat) {
    out_.open(repeat.name);
    out_.attribute("jr:template", "");
    for (const auto& child : repeat.children) {
      if (child->kind == Element::Kind::repeat) {
        write_template(*child);
      } else {
        write(*child, false);
      }
    }
    out_.close();
  }

  void write_entity(const Element& entity) {
    out_.open(entity.name);
    for (const auto& child : entity.children) {
      if (child->kind == Element::Kind::entity_attribute) out_.attribute(child->name, child->default_value);
    }
    for (const auto& child : entity.children) {
      if (child->kind == Element::Kind::entity_label) out_.element(child->name, {});
    }
    out_.close();
  }

  const XFormContext& form_;
  XmlWriter& out_;
};

} // namespace

void write_primary_instance(const XFormContext& form) {
  form.out.open("instance");
  InstanceWriter(form).write_survey();
  form.out.close();
}

} // namespace pilotage::forms::xlsform
