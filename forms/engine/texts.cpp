// Labels, hints and messages as they read now: in the language of the session, with the values of their <output> elements.
#include "forms/engine/running_form.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {

// jr://images/flag.png → flag.png
std::string media_name(std::string_view uri) {
  const std::size_t slash = uri.rfind('/');
  return std::string(slash == std::string_view::npos ? uri : uri.substr(slash + 1));
}

bool is_media(TextForm form) {
  return form == TextForm::image || form == TextForm::big_image || form == TextForm::audio || form == TextForm::video;
}

} // namespace

std::string RunningForm::text(const TextSource& source, NodeId node, TextForm form) const {
  switch (source.kind) {
  case TextSource::Kind::none: return {};
  case TextSource::Kind::plain: return form == TextForm::standard ? std::string(source.plain) : std::string();
  case TextSource::Kind::expression: {
    std::string value;
    if (form != TextForm::standard || !string(source.index, node, value)) value.clear();
    return value;
  }
  case TextSource::Kind::pieces: {
    std::string joined;
    for (const TextPiece& piece : form_.mixed_texts[static_cast<std::size_t>(source.index)]) {
      if (piece.output.empty())
        joined += piece.plain;
      else if (std::string value; piece.expression != kNoExpression && string(piece.expression, node, value))
        joined += value;
    }
    return joined;
  }
  case TextSource::Kind::itext: break;
  }
  const TextSource* found = form_.itext.text(language_, source.index, form);
  if (found == nullptr && form == TextForm::standard) {
    for (const TextForm other : {TextForm::long_, TextForm::short_, TextForm::markdown}) {
      if (found == nullptr) found = form_.itext.text(language_, source.index, other);
    }
  }
  if (found == nullptr) return {};
  if (found->kind == TextSource::Kind::plain) return is_media(form) ? media_name(found->plain) : std::string(found->plain);
  const auto bound = form_.mixed_text_at.find(FormContent::mixed_key(found->index, instance_.place_of(node)));
  return text(bound == form_.mixed_text_at.end() ? *found : TextSource{TextSource::Kind::pieces, bound->second, {}}, node,
              TextForm::standard);
}

Text RunningForm::texts(const Control& control, NodeId node) const {
  Text texts;
  texts.label = text(control.label, node);
  texts.hint = text(control.hint, node);
  if (control.hint.kind == TextSource::Kind::itext) texts.guidance = text(control.hint, node, TextForm::guidance);
  if (control.label.kind != TextSource::Kind::itext) return texts;
  texts.image = text(control.label, node, TextForm::image);
  texts.big_image = text(control.label, node, TextForm::big_image);
  texts.audio = text(control.label, node, TextForm::audio);
  texts.video = text(control.label, node, TextForm::video);
  if (texts.guidance.empty()) texts.guidance = text(control.label, node, TextForm::guidance);
  return texts;
}

Result<Changes> RunningForm::set_language(std::string_view language) {
  const std::int32_t id = form_.itext.language(language);
  if (id == -1) return fail(ErrorCode::not_found, "The form has no language \"" + std::string(language) + "\".");
  if (id == language_) return Changes{};
  const std::int32_t before = language_;
  language_ = id;
  forget_choices();
  for (const std::int32_t rule : form_.graph.language_rules()) mark(rule, kRootFrame);
  std::vector<FrameId> frames;
  for (const Control& control : form_.controls) {
    frames.clear();
    if (control.place == kRootPlace && !control.has_ref) continue;
    instance_.frames_below(kRootFrame, form_.shape[control.place].frame, frames);
    for (const FrameId frame : frames) {
      const NodeId node = instance_.node(frame, control.place);
      if (control.label.kind == TextSource::Kind::itext || control.hint.kind == TextSource::Kind::itext) log_.note(node, &Change::text);
      if (control.choice_count > 0 || control.itemset != -1) log_.note(node, &Change::choices);
    }
  }
  auto changes = end_step(settle());
  if (!changes) language_ = before;
  return changes;
}

} // namespace pilotage::forms
