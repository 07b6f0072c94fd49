#include "sync/protocol/deflate.h"

#include <zlib.h>

namespace pilotage::sync {

std::string deflate(std::string_view bytes) {
  uLongf length = compressBound(bytes.size());
  std::string out(length, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION);
  out.resize(length);
  return out;
}

Result<std::string> inflate(std::string_view bytes, std::size_t max_bytes) {
  // One byte more than allowed tells "too long" from "just fits".
  std::string out(max_bytes + 1, '\0');
  uLongf length = out.size();
  const int status = uncompress(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(bytes.data()),
                                static_cast<uLong>(bytes.size()));
  if (status == Z_BUF_ERROR && length == out.size()) return fail(ErrorCode::limit_exceeded, "The compressed text is too long.");
  if (status == Z_OK && length > max_bytes) return fail(ErrorCode::limit_exceeded, "The compressed text is too long.");
  if (status != Z_OK) return fail(ErrorCode::malformed, "The compressed text is damaged.");
  out.resize(length);
  return out;
}

} // namespace pilotage::sync
