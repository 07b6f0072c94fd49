#include "sync/endpoint/data_directory.h"

#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/sqlite_storage.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDatabase = "endpoint.sqlite";
constexpr const char* kAttachments = "attachments";

Result<DataDirectory> open_parts(const fs::path& directory, SqliteStorage::Mode mode) {
  DataDirectory data;
  auto storage = SqliteStorage::open(directory / kDatabase, mode);
  if (!storage) return std::unexpected(storage.error());
  auto files = AttachmentStore::open(directory / kAttachments);
  if (!files) return std::unexpected(files.error());
  data.storage = std::move(*storage);
  data.files = std::make_unique<AttachmentStore>(std::move(*files));
  return data;
}

} // namespace

Result<DataDirectory> DataDirectory::create(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return disk_error(error.value(), directory);
  fs::permissions(directory, fs::perms::owner_all, error); // submissions are nobody else's business
  if (error) return disk_error(error.value(), directory);
  if (fs::exists(directory / kDatabase))
    return fail(ErrorCode::conflict, "There is an endpoint in this data directory already. Use it as it is, or choose an empty directory.",
                directory.string());
  return open_parts(directory, SqliteStorage::Mode::create);
}

Result<DataDirectory> DataDirectory::open(const fs::path& directory) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (error == std::errc::permission_denied) return disk_error(error.value(), directory);
  if (status.type() != fs::file_type::directory)
    return fail(ErrorCode::not_found, "There is no such data directory. Create one with: pilotage-endpoint init --data DIR",
                directory.string());
  return open_parts(directory, SqliteStorage::Mode::existing);
}

} // namespace pilotage::endpoint
