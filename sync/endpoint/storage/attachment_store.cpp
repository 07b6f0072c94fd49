#include "sync/endpoint/storage/attachment_store.h"

namespace pilotage::endpoint {

Result<std::string> AttachmentStore::add(std::string_view bytes) const {
  auto file = receive();
  if (!file) return std::unexpected(file.error());
  if (auto written = (*file)->append(bytes); !written) return std::unexpected(written.error());
  std::string hash = (*file)->seal();
  if (auto kept = keep(std::move(*file)); !kept) return std::unexpected(kept.error());
  return hash;
}

std::string attachment_path(std::string_view sha256) { return std::string(sha256.substr(0, 2)) + '/' + std::string(sha256); }

} // namespace pilotage::endpoint
