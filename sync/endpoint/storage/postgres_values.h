// Values as PostgreSQL's binary formats hold them. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pilotage::endpoint {

// PostgreSQL's numbers for the types that the schema uses (pg_type.oid).
enum class PostgresType : unsigned {
  boolean = 16,
  bytes = 17,
  big_integer = 20,
  small_integer = 21,
  integer = 23,
  text = 25,
  texts = 1009
};

void append_big_endian(std::string& to, std::uint64_t value, int bytes);
std::int64_t integer_of(std::string_view binary); // 1 to 8 bytes, signed

// A text[] of these.
template <typename Texts>
std::string text_array(const Texts& texts) {
  std::string array;
  append_big_endian(array, texts.empty() ? 0 : 1, 4); // dimensions
  append_big_endian(array, 0, 4);                     // without nulls
  append_big_endian(array, static_cast<unsigned>(PostgresType::text), 4);
  if (texts.empty()) return array;
  append_big_endian(array, texts.size(), 4);
  append_big_endian(array, 1, 4); // the first index
  for (const std::string_view text : texts) {
    append_big_endian(array, text.size(), 4);
    array += text;
  }
  return array;
}

// The text with U+FFFD in place of what PostgreSQL takes in no text: the zero character and bytes that are not UTF-8. Nothing where the
// text is fine as it is.
std::optional<std::string> mended_text(std::string_view text);

} // namespace pilotage::endpoint
