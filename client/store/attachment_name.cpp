#include "client/store/attachment_name.h"

#include <unicode/translit.h>

#include <algorithm>
#include <memory>

namespace pilotage::store {

namespace {

constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestExtension = 20; // with its dot; what is longer is no extension

// Letters of other scripts as they are written in ASCII, as far as they can be.
std::string in_ascii(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> spell(
      icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; [:Mn:] Remove", UTRANS_FORWARD, status));
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  if (spell) spell->transliterate(text);
  std::string result;
  return text.toUTF8String(result);
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("._ -").contains(c);
}

// One for each run, so that a name in a script that has no spelling is no row of dots and dashes.
std::string with_marks_replaced(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_plain(c))
      result += c;
    else if (!result.ends_with('_'))
      result += '_';
  }
  return result;
}

// Dots and spaces at the ends hide a file or are lost on other systems.
std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(". ");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(". ") + 1 - first);
}

} // namespace

std::string safe_attachment_name(std::string_view name) {
  const std::string plain = with_marks_replaced(in_ascii(name));
  const std::string_view whole = plain;
  const std::size_t dot = whole.rfind('.');
  const bool extended = dot != std::string_view::npos && whole.size() - dot <= kLongestExtension;
  const std::string_view end = extended ? trimmed(whole.substr(dot)) : std::string_view();
  const std::string extension = end.empty() ? "" : "." + std::string(end);
  std::string_view stem = trimmed(extended ? whole.substr(0, dot) : whole);
  stem = trimmed(stem.substr(0, kLongestName - extension.size()));
  // So are the answers called in a post.
  if (stem.empty() || (extension.empty() && stem == "xml_submission_file")) stem = "file";
  return std::string(stem) + extension;
}

} // namespace pilotage::store
