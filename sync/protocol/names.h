// Names that arrive over the network and end up in a path, a URL or an identifier. A media file's name must stay inside
// the folder of its form: a name with "..", a leading slash, a backslash or a control character is an attack or a mistake,
// and both are refused, never repaired.
#pragma once

#include "forms/error.h"

#include <string>
#include <string_view>

namespace pilotage::sync {

// A relative path of one or more segments separated by '/': no empty segment, no "." or "..", no backslash, colon or control
// character, valid UTF-8, at most 255 bytes. malformed otherwise; `where` names the message it stood in.
Result<std::string> checked_media_name(std::string_view name, std::string_view where);

// The same with one segment only: attachments of submissions have no folders.
Result<std::string> checked_attachment_name(std::string_view name, std::string_view where);

// An instance id, form id or version: valid UTF-8 without control characters, at most 255 bytes, not empty unless `may_be_empty`.
Result<std::string> checked_identifier(std::string_view text, std::string_view what, bool may_be_empty = false);

// True when the bytes are well-formed UTF-8.
bool is_utf8(std::string_view bytes);

// RFC 3986 percent-encoding of one path segment or query value, and back. Decoding gives malformed on a bad escape.
std::string percent_encode(std::string_view text);
Result<std::string> percent_decode(std::string_view text);

} // namespace pilotage::sync
