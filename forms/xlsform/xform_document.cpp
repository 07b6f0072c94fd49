#include "forms/xlsform/xform_document.h"

#include <array>
#include <utility>

#include "forms/xlsform/namespaces.h"

namespace pilotage::forms::xlsform {
namespace {

void write_submission(XmlWriter& out, const Settings& settings) {
  const bool any = !settings.submission_url.empty() || !settings.public_key.empty() || !settings.auto_send.empty() ||
                   !settings.auto_delete.empty() || settings.client_editable;
  if (!any) return;
  out.open("submission");
  const auto attribute = [&out](std::string_view name, std::string_view value) {
    if (!value.empty()) out.attribute(name, value);
  };
  attribute("action", settings.submission_url);
  if (!settings.submission_url.empty()) out.attribute("method", "post");
  attribute("base64RsaPublicKey", settings.public_key);
  attribute("orx:auto-send", settings.auto_send);
  attribute("orx:auto-delete", settings.auto_delete);
  if (settings.client_editable) out.attribute("odk:client-editable", "true");
  out.close();
}

std::unordered_map<std::string_view, std::vector<const Element*>> triggered_by(const Element& survey) {
  std::unordered_map<std::string_view, std::vector<const Element*>> triggered;
  walk(survey, [&triggered](const Element& element) {
    for (const std::string_view trigger : element.triggers) triggered[trigger].push_back(&element);
  });
  return triggered;
}

void write_model(const XFormContext& form, const XFormPieces& pieces) {
  XmlWriter& out = form.out;
  out.open("model");
  out.attribute("odk:xforms-version", "1.0.0");
  if (!pieces.entities_version.empty()) out.attribute("entities:entities-version", pieces.entities_version);
  write_submission(out, form.settings);
  pieces.itext.write(out, form.paths);
  write_primary_instance(form);
  write_secondary_instances(form, pieces.external);
  write_binds(form);
  out.close();
}

} // namespace

std::string write_xform(const XFormPieces& pieces) {
  XmlWriter out;
  const auto triggered = triggered_by(pieces.survey);
  const XFormContext form{pieces.survey, pieces.settings, pieces.choices, pieces.paths, pieces.itext, triggered, out};
  out.open("h:html");
  for (const auto& [name, uri] : namespaces_of(pieces.settings, !pieces.entities_version.empty())) out.attribute(name, uri);
  out.open("h:head");
  out.element("h:title", pieces.settings.title);
  write_model(form, pieces);
  out.close();
  write_body(form);
  out.close();
  return out.finish();
}

} // namespace pilotage::forms::xlsform
