// What responses to a form have in common, as a zstd dictionary for batches (batch.h): a few imagined responses, made of the form's own
// instance and the choices of its questions. Both ends make the same bytes of the same form, so that nothing but its name travels, and
// nobody's answers are in it.
//
// The name stands in the header X-Pilotage-Dictionary of the batch:
//
//   X-Pilotage-Dictionary: form=guide-usability; version=3; sha256=<64 hex, of the dictionary>
#pragma once

#include "forms/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace pilotage::sync {

inline constexpr const char* kDictionaryHeader = "X-Pilotage-Dictionary";
inline constexpr std::size_t kMaxDictionaryBytes = std::size_t{64} << 10;

// "" where the text is no XForm, or one without an instance.
std::string form_dictionary(std::string_view xform);

struct DictionaryName {
  std::string form_id = {};
  std::string form_version = {};
  std::string sha256 = {};

  bool operator==(const DictionaryName&) const = default;
};
std::string write_dictionary_name(const DictionaryName& name);
Result<DictionaryName> read_dictionary_name(std::string_view header_value);

} // namespace pilotage::sync
