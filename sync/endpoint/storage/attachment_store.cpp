#include "sync/endpoint/storage/attachment_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/durable_file.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

constexpr auto kForgotten = std::chrono::hours(24);

std::string random_name() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  std::string name;
  for (const unsigned char byte : bytes) name += fmt::format("{:02x}", byte);
  return name;
}

void forget_old_files(const fs::path& incoming) {
  std::error_code ignored;
  const auto limit = fs::file_time_type::clock::now() - kForgotten;
  for (const auto& entry : fs::directory_iterator(incoming, ignored))
    if (entry.last_write_time(ignored) < limit) fs::remove(entry.path(), ignored);
}

} // namespace

IncomingFile::~IncomingFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> IncomingFile::append(std::string_view bytes) {
  hasher_.add(bytes);
  size_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_error(errno, path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

const std::string& IncomingFile::seal() {
  if (sha256_.empty()) sha256_ = hasher_.finish();
  return sha256_;
}

Result<AttachmentStore> AttachmentStore::open(fs::path directory) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "The random source of this machine does not work.");
  std::error_code error;
  fs::create_directories(directory / "incoming", error);
  if (error) return disk_error(error.value(), directory);
  if (::access((directory / "incoming").c_str(), W_OK) != 0) return disk_error(errno, directory / "incoming");
  forget_old_files(directory / "incoming");
  return AttachmentStore(std::move(directory));
}

Result<std::unique_ptr<IncomingFile>> AttachmentStore::receive() const {
  const fs::path path = directory_ / "incoming" / random_name();
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_error(errno, path);
  return std::unique_ptr<IncomingFile>(new IncomingFile(path, descriptor));
}

Result<void> AttachmentStore::keep(std::unique_ptr<IncomingFile> file) const {
  const fs::path target = path_of(file->seal());
  if (::fsync(file->descriptor_) != 0) return disk_error(errno, file->path_);
  std::error_code error;
  const bool made = fs::create_directory(target.parent_path(), error);
  if (error) return disk_error(error.value(), target.parent_path());
  if (made)
    if (auto synced = sync_directory(directory_); !synced) return synced;
  if (::rename(file->path_.c_str(), target.c_str()) != 0) return disk_error(errno, target);
  file->path_.clear();
  return sync_directory(target.parent_path());
}

Result<std::string> AttachmentStore::add(std::string_view bytes) const {
  auto file = receive();
  if (!file) return std::unexpected(file.error());
  if (auto written = (*file)->append(bytes); !written) return std::unexpected(written.error());
  std::string hash = (*file)->seal();
  if (auto kept = keep(std::move(*file)); !kept) return std::unexpected(kept.error());
  return hash;
}

Result<AttachmentStore::Opened> AttachmentStore::open_file(std::string_view sha256) const {
  if (!sync::is_sha256_hex(sha256)) return fail(ErrorCode::not_found, "There is no such file.");
  const fs::path path = path_of(sha256);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT)
    return fail(ErrorCode::not_found, "The bytes of this file are not in the attachment store.", path.string());
  if (descriptor < 0) return disk_error(errno, path);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) {
    const int error = errno;
    ::close(descriptor);
    return disk_error(error, path);
  }
  return Opened{.descriptor = descriptor, .size = static_cast<std::uint64_t>(status.st_size)};
}

fs::path AttachmentStore::path_of(std::string_view sha256) const { return directory_ / sha256.substr(0, 2) / sha256; }

} // namespace pilotage::endpoint
