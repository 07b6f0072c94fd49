#include "sync/endpoint/data_directory.h"

#include "sync/endpoint/storage/bucket_attachments.h"
#include "sync/endpoint/storage/directory_attachments.h"
#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/durable_file.h"
#include "sync/endpoint/storage/postgres_storage.h"
#include "sync/endpoint/storage/sqlite_schema.h"
#include "sync/endpoint/storage/sqlite_storage.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDatabase = "endpoint.sqlite";
constexpr const char* kAttachments = "attachments";
constexpr const char* kUploads = "uploads";

enum class Opening { create, existing };

Result<std::unique_ptr<Storage>> open_storage(const fs::path& directory, const StorageChoice& choice, Opening how) {
  if (!choice.database)
    return SqliteStorage::open(database_file(directory),
                               how == Opening::create ? SqliteStorage::Mode::create : SqliteStorage::Mode::existing);
  const auto settings = choice.database->settings();
  if (!settings) return std::unexpected(settings.error());
  return PostgresStorage::open(*settings, how == Opening::create ? PostgresMode::create : PostgresMode::existing);
}

Result<DataDirectory> open_parts(const fs::path& directory, const StorageChoice& choice, Opening how, Look look) {
  DataDirectory data;
  auto files = open_attachments(directory, choice, look);
  if (!files) return std::unexpected(files.error());
  auto storage = open_storage(directory, choice, how);
  if (!storage) return std::unexpected(storage.error());
  data.storage = std::move(*storage);
  data.files = std::move(*files);
  data.uploads = uploads_in(directory);
  return data;
}

// What an attempt that failed or was cut off leaves, and what a disk or the home of the service's user holds by itself.
bool may_stay(const std::string& name) {
  return name == kAttachments || name == kUploads || name == "lost+found" || name.starts_with(kBeingRestored) || name.starts_with('.') ||
         name == "storage.json.new";
}

// Before anything is made or changed: a directory that is not there, or is empty but for that.
Result<void> expect_nobodys(const fs::path& directory) {
  std::error_code error;
  if (!fs::exists(directory, error)) return {};
  if (fs::exists(database_file(directory), error) || StorageChoice::stands_in(directory))
    return fail(ErrorCode::conflict, "There is an endpoint in this data directory already. Use it as it is, or choose an empty directory.",
                directory.string());
  fs::directory_iterator entry(directory, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    if (!may_stay(entry->path().filename().string()))
      return fail(ErrorCode::conflict, "This directory holds something else. Choose an empty one, or one that is not there yet.",
                  entry->path().string());
  if (error) return disk_error(error.value(), directory);
  return {};
}

// The choice is written last: a directory that holds it is complete.
Result<DataDirectory> make(const fs::path& directory, const StorageChoice& choice, Opening how) {
  if (auto made = make_data_directory(directory); !made) return std::unexpected(made.error());
  auto data = open_parts(directory, choice, how, Look::now);
  if (!data) return data;
  if (auto written = choice.write(directory); !written) return std::unexpected(written.error());
  return data;
}

// Of a directory that stands.
Result<StorageChoice> choice_of(const fs::path& directory) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (error == std::errc::permission_denied) return disk_error(error.value(), directory);
  if (status.type() != fs::file_type::directory)
    return fail(ErrorCode::not_found, "There is no such data directory. Create one with: pilotage-endpoint init --data DIR",
                directory.string());
  return StorageChoice::read(directory);
}

Result<std::int64_t> version_in(const fs::path& directory, const StorageChoice& choice) {
  if (!choice.database) return SqliteStorage::version_in(database_file(directory));
  const auto settings = choice.database->settings();
  if (!settings) return std::unexpected(settings.error());
  return PostgresStorage::version_in(*settings);
}

} // namespace

fs::path uploads_in(const fs::path& directory) { return directory / kUploads; }

fs::path database_file(const fs::path& directory) { return directory / kDatabase; }

Result<void> make_data_directory(const fs::path& directory) {
  if (auto checked = expect_nobodys(directory); !checked) return checked;
  if (auto made = make_directory_durably(directory); !made) return made;
  std::error_code error;
  fs::permissions(directory, fs::perms::owner_all, error); // submissions are nobody else's business
  if (error) return disk_error(error.value(), directory);
  return {};
}

Result<std::unique_ptr<AttachmentStore>> open_attachments(const fs::path& directory, const StorageChoice& choice, Look look) {
  if (!choice.attachments) return DirectoryAttachments::open(directory / kAttachments);
  if (!choice.attachments->is_bucket()) return DirectoryAttachments::open(choice.attachments->place);
  const auto settings = choice.attachments->bucket();
  if (!settings) return std::unexpected(settings.error());
  if (look == Look::now)
    if (auto checked = Bucket(*settings).check(); !checked) return std::unexpected(checked.error());
  return BucketAttachments::open(*settings, directory / kAttachments / "incoming");
}

Result<DataDirectory> DataDirectory::create(const fs::path& directory, const StorageChoice& choice) {
  return make(directory, choice, Opening::create);
}

Result<DataDirectory> DataDirectory::join(const fs::path& directory, const StorageChoice& choice) {
  if (!choice.database)
    return fail(ErrorCode::invalid_value, "Only an endpoint on PostgreSQL can be joined. Give --database, or leave --join out.");
  return make(directory, choice, Opening::existing);
}

Result<DataDirectory> DataDirectory::open(const fs::path& directory) {
  const auto choice = choice_of(directory);
  if (!choice) return std::unexpected(choice.error());
  return open_parts(directory, *choice, Opening::existing, Look::later);
}

Result<bool> DataDirectory::is_older(const fs::path& directory) {
  const auto choice = choice_of(directory);
  if (!choice) return std::unexpected(choice.error());
  if (auto files = open_attachments(directory, *choice, Look::later); !files) return std::unexpected(files.error());
  const auto version = version_in(directory, *choice);
  if (!version) return std::unexpected(version.error());
  return *version < newest_schema_version();
}

} // namespace pilotage::endpoint
