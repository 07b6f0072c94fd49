#include "sync/endpoint/storage/incoming_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
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

Result<void> IncomingFile::move_to(const fs::path& target) {
  if (::fsync(descriptor_) != 0) return disk_error(errno, path_);
  if (::rename(path_.c_str(), target.c_str()) != 0) return disk_error(errno, target);
  path_.clear();
  return sync_directory(target.parent_path());
}

int IncomingFile::take_descriptor() {
  ::unlink(path_.c_str());
  path_.clear();
  ::lseek(descriptor_, 0, SEEK_SET);
  return std::exchange(descriptor_, -1);
}

Result<IncomingDirectory> IncomingDirectory::open(fs::path directory) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "The random source of this machine does not work.");
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return disk_error(error.value(), directory);
  if (::access(directory.c_str(), W_OK) != 0) return disk_error(errno, directory);
  forget_old_files(directory);
  return IncomingDirectory(std::move(directory));
}

Result<std::unique_ptr<IncomingFile>> IncomingDirectory::receive() const {
  const fs::path path = directory_ / random_name();
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_error(errno, path);
  return std::unique_ptr<IncomingFile>(new IncomingFile(path, descriptor));
}

} // namespace pilotage::endpoint
