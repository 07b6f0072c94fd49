// UTF-8 as far as reading names and texts needs it. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace pilotage::forms::xlsform {

struct CodePoint {
  char32_t value = 0;     // 0 where the bytes are not UTF-8
  std::size_t length = 0; // in bytes, at least 1 unless at the end
};

// The character that starts at `at`.
CodePoint decode_utf8(std::string_view text, std::size_t at);

bool is_utf8(std::string_view text);

// Characters that XML 1.0 cannot hold, such as control characters, stand in no XForm.
bool is_xml_character(char32_t c);

// An XML name, with one prefix allowed ("odk:tag"): what a question, group or choice column may be called
// (Namespaces in XML 1.0, NCName and QName).
bool is_xml_name(std::string_view name);
// Without a prefix.
bool is_nc_name(std::string_view name);

// How many bytes at `at` make an NCName; 0 where none starts there.
std::size_t nc_name_length(std::string_view text, std::size_t at);

} // namespace pilotage::forms::xlsform
