// References to questions: ${age}, and ${last-saved#age} for the answer in the response that was saved last.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace pilotage::forms::xlsform {

struct Reference {
  std::string_view name;
  std::size_t start = 0; // of "${"
  std::size_t length = 0;
  bool last_saved = false;
};

// How many characters at `at` are a whole, well written reference; 0 where none starts there.
std::size_t reference_length(std::string_view text, std::size_t at);

// All well written references of a text, in order.
std::vector<Reference> references_in(std::string_view text);

bool has_reference(std::string_view text);
bool has_last_saved_reference(std::string_view text);
// The text is one reference and nothing else.
bool is_reference(std::string_view text);

// The first "${" that is no reference: never closed, or with something in it that is no name. Empty where all is well.
std::string_view broken_reference(std::string_view text);

} // namespace pilotage::forms::xlsform
