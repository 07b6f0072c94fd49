// Header values with parameters, as MIME writes them: `form-data; name="photo"; filename="a.jpg"` (RFC 2045, 6266, 7578).
// Tolerant of what browsers and phones send: quoted or bare values, a backslash before a quote, filename*=UTF-8''….
// Pure functions; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pilotage::sync {

struct MimeValue {
  std::string value;                                          // before the first ';', without blanks around it
  std::map<std::string, std::string, std::less<>> parameters; // names in lower case; the first one of a name counts
};

MimeValue parse_mime_value(std::string_view text);

bool equal_ignoring_case(std::string_view a, std::string_view b); // ASCII
std::string in_lower_case(std::string_view text);                 // ASCII
std::string_view trim(std::string_view text);                     // blanks and tabs

// "%C3%A9" to "é"; what is not a valid escape stays as it is.
std::string percent_decoded(std::string_view text);

} // namespace pilotage::sync
