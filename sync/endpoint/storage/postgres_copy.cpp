#include "sync/endpoint/storage/postgres_copy.h"

#include <utility>

#include "sync/endpoint/storage/postgres_values.h"

namespace pilotage::endpoint {

namespace {

constexpr std::string_view kSignature("PGCOPY\n\377\r\n\0", 11);

} // namespace

CopyRows::CopyRows() : made_(kSignature) {
  append_big_endian(made_, 0, 4); // flags
  append_big_endian(made_, 0, 4); // no extension
}

CopyRows& CopyRows::row(int columns) {
  append_big_endian(made_, static_cast<std::uint64_t>(columns), 2);
  return *this;
}

CopyRows& CopyRows::integer(std::int64_t value) {
  append_big_endian(made_, 8, 4);
  append_big_endian(made_, static_cast<std::uint64_t>(value), 8);
  return *this;
}

CopyRows& CopyRows::text(std::string_view text) {
  const auto mended = mended_text(text);
  return bytes(mended ? std::string_view(*mended) : text);
}

CopyRows& CopyRows::bytes(std::string_view bytes) {
  append_big_endian(made_, bytes.size(), 4);
  made_ += bytes;
  return *this;
}

CopyRows& CopyRows::null() {
  append_big_endian(made_, 0xffffffff, 4);
  return *this;
}

CopyRows& CopyRows::end() {
  append_big_endian(made_, 0xffff, 2);
  return *this;
}

std::string CopyRows::take() { return std::exchange(made_, {}); }

} // namespace pilotage::endpoint
