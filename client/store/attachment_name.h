// What a file is called when it is attached. Servers take a file by the name that the answer gives, in a header line of the post: one with
// a quotation mark, or on older servers a letter outside ASCII, is dropped by them without a word.
#pragma once

#include <string>
#include <string_view>

namespace pilotage::store {

// The name in letters, digits, dots, spaces, '-' and '_' of ASCII, at most 100 of them, with its extension; "file" where nothing is left.
// "Résumé « final ».pdf" is "Resume _ final _.pdf". Any bytes; no state.
std::string safe_attachment_name(std::string_view name);

} // namespace pilotage::store
