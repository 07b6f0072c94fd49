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

void CopiedRows::add(std::string_view bytes) {
  came_.erase(0, at_);
  at_ = 0;
  came_ += bytes;
}

std::optional<std::int64_t> CopiedRows::number(int bytes) {
  if (came_.size() - at_ < static_cast<std::size_t>(bytes)) return std::nullopt;
  const std::int64_t value = integer_of(std::string_view(came_).substr(at_, static_cast<std::size_t>(bytes)));
  at_ += static_cast<std::size_t>(bytes);
  return value;
}

bool CopiedRows::next() {
  constexpr std::size_t kHeader = kSignature.size() + 8; // flags, and the size of an extension that there is none of
  if (!begun_ && came_.size() < kHeader) return false;
  if (!std::exchange(begun_, true)) at_ = kHeader;
  const std::size_t start = at_;
  fields_.clear();
  const auto columns = number(2);
  bool whole = columns && *columns >= 0; // -1: the end
  for (std::int64_t i = 0; whole && i < *columns; ++i) {
    const auto size = number(4);
    whole = size && (*size < 0 || came_.size() - at_ >= static_cast<std::size_t>(*size));
    if (!whole) break;
    fields_.push_back(*size < 0 ? std::nullopt : std::optional(std::string_view(came_).substr(at_, static_cast<std::size_t>(*size))));
    if (*size > 0) at_ += static_cast<std::size_t>(*size);
  }
  if (!whole) at_ = start;
  return whole;
}

} // namespace pilotage::endpoint
