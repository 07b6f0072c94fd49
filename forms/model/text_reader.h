// Reads what people see: labels, hints, messages, and the translations.
#pragma once

#include <string>
#include <string_view>

#include "forms/model/expression_compiler.h"
#include "forms/model/form_content.h"
#include "forms/model/xml_element.h"

namespace pilotage::forms {

class TextReader {
public:
  TextReader(FormContent& form, ExpressionCompiler& compiler) : form_(form), compiler_(compiler) {}

  Result<void> read_translations(XmlElement itext);
  // A <label> or <hint> of something that stands at `place`.
  Result<TextSource> read(XmlElement element, PlaceId place);
  // jr:constraintMsg and its kin: plain text, or jr:itext('id').
  Result<TextSource> read_message(std::string_view attribute, PlaceId place);
  // What a ref attribute says: jr:itext('id'), jr:itext(path), or a path to the text itself.
  Result<TextSource> read_reference(std::string_view reference, PlaceId place);

private:
  Result<void> read_translation(XmlElement translation, std::int32_t language);
  Result<void> read_text(XmlElement text, std::int32_t language);
  // Text with <output>: the expressions are compiled for `place`, or kept as written where there is none yet.
  Result<MixedText> read_mixed(XmlElement element, PlaceId place);
  bool is_defined(std::string_view id) const;
  Result<TextSource> itext_source(std::string_view id, PlaceId place);
  Result<void> bind_outputs(std::int32_t id, PlaceId place);

  FormContent& form_;
  ExpressionCompiler& compiler_;
};

} // namespace pilotage::forms
