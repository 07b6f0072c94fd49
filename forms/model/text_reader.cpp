#include "forms/model/text_reader.h"
#include "forms/xpath/characters.h"

#include <algorithm>

namespace pilotage::forms {

namespace {

// jr:itext('id') → id; nullopt where it is not that.
std::optional<std::string_view> constant_text_id(std::string_view reference) {
  reference = xpath::trim_xml_space(reference);
  if (!reference.starts_with("jr:itext(") || !reference.ends_with(')')) return std::nullopt;
  const std::string_view argument = xpath::trim_xml_space(reference.substr(9, reference.size() - 10));
  if (argument.size() < 2 || (argument.front() != '\'' && argument.front() != '"') || argument.back() != argument.front())
    return std::nullopt;
  const std::string_view id = argument.substr(1, argument.size() - 2);
  if (id.find(argument.front()) != std::string_view::npos) return std::nullopt;
  return id;
}

bool is_default_flag(std::string_view value) { return value == "true()" || value == "true" || value == "1" || value.empty(); }

} // namespace

Result<void> TextReader::read_translations(XmlElement itext) {
  std::vector<XmlElement> translations;
  for (XmlElement at = itext.first_child(); at; at = at.next()) {
    if (!at.is("translation")) return fail(ErrorCode::unsupported, at.description() + " has no place among the translations.", "itext");
    const std::string_view language = at.attribute("lang");
    if (language.empty()) return fail(ErrorCode::malformed, "A <translation> has no lang attribute.", "itext");
    if (form_.itext.language(language) != -1) {
      return fail(ErrorCode::conflict, "There are two translations for \"" + std::string(language) + "\".", "itext");
    }
    const std::int32_t id = form_.itext.add_language(language);
    if (at.has("default") && is_default_flag(at.attribute("default"))) form_.itext.set_default(id);
    translations.push_back(at);
  }
  for (std::size_t i = 0; i < translations.size(); ++i) {
    if (auto read = read_translation(translations[i], static_cast<std::int32_t>(i)); !read) return read;
  }
  return {};
}

Result<void> TextReader::read_translation(XmlElement translation, std::int32_t language) {
  for (XmlElement text = translation.first_child(); text; text = text.next()) {
    if (!text.is("text")) return fail(ErrorCode::unsupported, text.description() + " has no place in a translation.", "itext");
    if (auto read = read_text(text, language); !read) return read;
  }
  return {};
}

Result<void> TextReader::read_text(XmlElement text, std::int32_t language) {
  const std::string_view name = text.attribute("id");
  if (name.empty()) return fail(ErrorCode::malformed, "A <text> has no id.", "itext");
  std::int32_t id = -1;
  if (const auto known = form_.itext.find_next(name))
    id = *known;
  else
    id = form_.itext.id(form_.strings.add(name));
  if (form_.itext.defined(language, id)) {
    return fail(ErrorCode::conflict, "The text \"" + std::string(name) + "\" is there twice in one language.", "itext");
  }
  for (XmlElement value = text.first_child(); value; value = value.next()) {
    const auto form = text_form(value.attribute("form"));
    if (!form) continue; // a form of the text that no client of ODK XForms shows
    TextSource source;
    if (value.is_leaf()) {
      source = {TextSource::Kind::plain, -1, form_.strings.add(xpath::trim_xml_space(value.text()))};
    } else {
      auto mixed = read_mixed(value, kNoPlace);
      if (!mixed) return std::unexpected(mixed.error());
      form_.mixed_texts.push_back(*std::move(mixed));
      source = {TextSource::Kind::pieces, static_cast<std::int32_t>(form_.mixed_texts.size()) - 1, {}};
    }
    form_.itext.set(language, id, {*form, source});
  }
  return {};
}

Result<MixedText> TextReader::read_mixed(XmlElement element, PlaceId place) {
  MixedText mixed;
  for (XmlElement output = element.first_node(); output; output = output.next_node()) {
    if (output.is_text()) {
      mixed.push_back({.plain = form_.strings.add(output.text())});
      continue;
    }
    if (output.name() != "output") {
      // Markup that some form builders leave in a label: its text.
      mixed.push_back({.plain = form_.strings.add(output.whole_text())});
      continue;
    }
    const std::string_view value = output.has("value") ? output.attribute("value") : output.attribute("ref");
    if (value.empty()) return fail(ErrorCode::malformed, "An <output> has no value attribute.", "a label");
    TextPiece piece{.output = form_.strings.add(value)};
    if (place != kNoPlace) {
      auto compiled = compiler_.compile(value, place, "output in a label");
      if (!compiled) return std::unexpected(compiled.error());
      piece.expression = *compiled;
    }
    mixed.push_back(piece);
  }
  if (!mixed.empty() && mixed.front().output.empty()) {
    std::string_view& first = mixed.front().plain;
    const std::size_t start = first.find_first_not_of(" \t\r\n");
    first = start == std::string_view::npos ? std::string_view() : first.substr(start);
  }
  if (!mixed.empty() && mixed.back().output.empty()) {
    std::string_view& last = mixed.back().plain;
    last = last.substr(0, last.find_last_not_of(" \t\r\n") + 1);
  }
  return mixed;
}

bool TextReader::is_defined(std::string_view name) const {
  const auto id = form_.itext.find(name);
  return id && form_.itext.defined(*id);
}

Result<TextSource> TextReader::read(XmlElement element, PlaceId place) {
  if (const auto reference = element.find("ref"); reference && !reference->empty()) {
    // ODK XForms, "Languages": where the text is missing, what is written in the element stands for it.
    const auto id = constant_text_id(*reference);
    const bool stands_in = id && !is_defined(*id) && !(element.is_leaf() && xpath::trim_xml_space(element.text()).empty());
    if (!stands_in) return read_reference(*reference, place);
  }
  if (element.is_leaf()) return TextSource{TextSource::Kind::plain, -1, form_.strings.add(xpath::trim_xml_space(element.text()))};
  auto mixed = read_mixed(element, place);
  if (!mixed) return std::unexpected(mixed.error());
  form_.mixed_texts.push_back(*std::move(mixed));
  return TextSource{TextSource::Kind::pieces, static_cast<std::int32_t>(form_.mixed_texts.size()) - 1, {}};
}

Result<TextSource> TextReader::read_reference(std::string_view reference, PlaceId place) {
  if (const auto id = constant_text_id(reference)) return itext_source(*id, place);
  auto compiled = compiler_.compile(reference, place, "label");
  if (!compiled) return std::unexpected(compiled.error());
  return TextSource{TextSource::Kind::expression, *compiled, {}};
}

Result<TextSource> TextReader::read_message(std::string_view attribute, PlaceId place) {
  if (attribute.empty()) return TextSource{};
  if (const auto id = constant_text_id(attribute)) return itext_source(*id, place);
  return TextSource{TextSource::Kind::plain, -1, form_.strings.add(attribute)};
}

Result<TextSource> TextReader::itext_source(std::string_view name, PlaceId place) {
  const auto id = form_.itext.find_next(name);
  if (!id || !form_.itext.defined(*id)) {
    return fail(ErrorCode::not_found, "There is no text \"" + std::string(name) + "\" in the translations.", form_.path(place));
  }
  if (auto bound = bind_outputs(*id, place); !bound) return std::unexpected(bound.error());
  return TextSource{TextSource::Kind::itext, *id, {}};
}

// The outputs of a translation stand where the text is used: each place has its own copy with its own expressions.
Result<void> TextReader::bind_outputs(std::int32_t id, PlaceId place) {
  static constexpr TextForm kForms[] = {TextForm::standard, TextForm::long_, TextForm::short_,   TextForm::image,   TextForm::big_image,
                                        TextForm::audio,    TextForm::video, TextForm::guidance, TextForm::markdown};
  if (!form_.itext.any_mixed(id)) return {};
  for (std::int32_t language = 0; language < static_cast<std::int32_t>(form_.itext.languages().size()); ++language) {
    for (const TextForm text_form : kForms) {
      const TextSource* source = form_.itext.text(language, id, text_form);
      if (source == nullptr || source->kind != TextSource::Kind::pieces) continue;
      const std::uint64_t key = FormContent::mixed_key(source->index, place);
      if (form_.mixed_text_at.contains(key)) continue;
      MixedText mixed = form_.mixed_texts[static_cast<std::size_t>(source->index)];
      for (TextPiece& piece : mixed) {
        if (piece.output.empty()) continue;
        auto compiled = compiler_.compile(piece.output, place, "output in a translation");
        if (!compiled) return std::unexpected(compiled.error());
        piece.expression = *compiled;
      }
      form_.mixed_text_at[key] = static_cast<std::int32_t>(form_.mixed_texts.size());
      form_.mixed_texts.push_back(std::move(mixed));
    }
  }
  return {};
}

} // namespace pilotage::forms
