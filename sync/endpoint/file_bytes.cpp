#include "sync/endpoint/file_bytes.h"

#include <unistd.h>

#include <cerrno>
#include <vector>

#include "sync/endpoint/http/response.h"
#include "sync/endpoint/storage/disk_error.h"

namespace pilotage::endpoint {

Result<void> read_to_end(AttachmentStore::Opened opened, const std::function<Result<void>(std::string_view)>& take) {
  const OpenFile closes(opened.descriptor, opened.size);
  std::vector<char> piece(1 << 18);
  while (true) {
    const ssize_t read = ::read(opened.descriptor, piece.data(), piece.size());
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return disk_error(errno, {});
    if (read == 0) return {};
    if (auto taken = take({piece.data(), static_cast<std::size_t>(read)}); !taken) return taken;
  }
}

Result<std::string> sha256_of(AttachmentStore::Opened file) {
  sync::Hasher hasher(sync::HashKind::sha256);
  const auto read = read_to_end(file, [&](std::string_view bytes) -> Result<void> {
    hasher.add(bytes);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return hasher.finish();
}

} // namespace pilotage::endpoint
