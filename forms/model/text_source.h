// Where a label, a hint or a message comes from: the document itself, with or without <output>, or the translations.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "forms/model/form_expression.h"

namespace pilotage::forms {

struct TextSource {
  enum class Kind : std::uint8_t {
    none,
    plain,      // `plain`
    pieces,     // text with <output>: `index` into FormContent::mixed_texts
    itext,      // `index` into FormContent::itext
    expression, // `index` is the expression whose value is the text: ref="name", jr:itext(path)
  };
  Kind kind = Kind::none;
  std::int32_t index = -1;
  std::string_view plain = {};
};

// A run of text, or the value of an expression.
struct TextPiece {
  std::string_view plain = {};
  std::string_view output = {}; // the expression as it was written, where the piece is a value
  ExpressionId expression = kNoExpression;
};
using MixedText = std::vector<TextPiece>;

} // namespace pilotage::forms
