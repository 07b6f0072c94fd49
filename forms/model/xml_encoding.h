// The bytes of an XML document as UTF-8: a byte order mark taken off, UTF-16, ISO-8859-1 and Windows-1252 converted as the
// mark or the declaration says (XML 1.0, 4.3.3 and appendix F), and what claims to be UTF-8 checked.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "forms/error.h"

namespace pilotage::forms {

struct Utf8Document {
  std::string_view text;                  // the bytes given, or those in `converted`
  std::shared_ptr<std::string> converted; // null where nothing had to be converted
};

// Errors: malformed, with the place of the first byte that is not UTF-8; unsupported, naming the encoding.
Result<Utf8Document> to_utf8(std::string_view bytes);

// Appends the code point; false where it is not one that XML takes.
bool append_utf8(std::uint32_t code_point, std::string& into);

} // namespace pilotage::forms
