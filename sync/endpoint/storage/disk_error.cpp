#include "sync/endpoint/storage/disk_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace pilotage::endpoint {

std::unexpected<Error> disk_error(int error_number, const std::filesystem::path& where) {
  switch (error_number) {
  case ENOSPC:
  case EFBIG:
  case EDQUOT: return fail(ErrorCode::disk_full, "The disk is full. Free some space, then try again.", where.string());
  case EACCES:
  case EPERM:
    return fail(ErrorCode::permission, "This user may not write here. Give it the directory (chown), or run as its owner.", where.string());
  case EROFS: return fail(ErrorCode::permission, "The disk is mounted read-only. Mount it for writing.", where.string());
  case ENOENT: return fail(ErrorCode::not_found, "There is no such file or directory.", where.string());
  default: return fail(ErrorCode::io, fmt::format("The disk does not take it: {}.", std::strerror(error_number)), where.string());
  }
}

} // namespace pilotage::endpoint
