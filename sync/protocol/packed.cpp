#include "sync/protocol/packed.h"

#include <algorithm>
#include <memory>
#include <zstd.h>
#include <zstd_errors.h>

namespace pilotage::sync {

namespace {

// On links that need batches, bytes cost more than this machine's time: from here on zstd weighs its choices, and packs text a fifth
// smaller than at 9.
constexpr int kLevel = 16;
constexpr int kMaxWindowLog = 25;
constexpr std::size_t kPiece = std::size_t{64} << 10;

using Compressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
using Decompressor = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

Error error_of(std::size_t code) {
  switch (ZSTD_getErrorCode(code)) {
  case ZSTD_error_dictionary_wrong:
    return Error{ErrorCode::unsupported, "The batch was packed with a dictionary that this end does not have."};
  case ZSTD_error_frameParameter_windowTooLarge: return Error{ErrorCode::limit_exceeded, "The batch wants too much memory."};
  default: return Error{ErrorCode::malformed, "The batch is damaged."};
  }
}

// How much room to begin with: what the sender says that it unpacks to, as far as that is believable of so few bytes.
std::size_t first_room(std::string_view packed, std::size_t max_bytes) {
  constexpr std::size_t kBelievable = 32; // times the packed size
  const unsigned long long said = ZSTD_getFrameContentSize(packed.data(), packed.size());
  const bool is_said = said != ZSTD_CONTENTSIZE_UNKNOWN && said != ZSTD_CONTENTSIZE_ERROR;
  return is_said && said <= max_bytes && said / kBelievable <= packed.size() ? static_cast<std::size_t>(said) + 1 : kPiece;
}

} // namespace

Result<std::string> pack(std::string_view bytes, std::string_view dictionary) {
  const Compressor context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_loadDictionary(context.get(), dictionary.data(), dictionary.size());
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const auto size = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) return fail(ErrorCode::internal, std::string("A batch could not be packed: ") + ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

Result<std::string> unpack(std::string_view bytes, std::size_t max_bytes, std::string_view dictionary) {
  const Decompressor context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  ZSTD_DCtx_loadDictionary(context.get(), dictionary.data(), dictionary.size());
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::string out;
  std::size_t filled = 0;
  for (std::size_t room = first_room(bytes, max_bytes);; room = filled + std::max(kPiece, filled)) {
    out.resize_and_overwrite(std::min(room, max_bytes + 1), [](char*, std::size_t size) { return size; });
    ZSTD_outBuffer piece{out.data(), out.size(), filled};
    const auto left = ZSTD_decompressStream(context.get(), &piece, &in);
    if (ZSTD_isError(left) != 0) return std::unexpected(error_of(left));
    const bool stuck = piece.pos == filled && in.pos == in.size;
    filled = piece.pos;
    if (filled > max_bytes) return fail(ErrorCode::limit_exceeded, "The batch unpacks to more than it may.");
    if (left == 0) break;
    if (stuck) return fail(ErrorCode::malformed, "The batch ends too early.");
  }
  if (in.pos != in.size) return fail(ErrorCode::malformed, "The batch is followed by something else.");
  out.resize(filled);
  return out;
}

} // namespace pilotage::sync
