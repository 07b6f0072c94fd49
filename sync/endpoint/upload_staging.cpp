#include "sync/endpoint/upload_staging.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <vector>

#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/durable_file.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/upload_record.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRecordFile = "upload.json";
constexpr const char* kBytesFile = "bytes";
constexpr const char* kTurnFile = "turn";
constexpr const char* kReceiptFile = "receipt";
constexpr std::int64_t kTidyEveryMs = 3'600'000;
constexpr std::size_t kReadPiece = std::size_t{1} << 20;

// Only what new_uuid() makes: an id from an address never leaves the directory.
bool is_upload_id(std::string_view id) { return id.size() == 36 && id.find_first_not_of("0123456789abcdef-") == std::string_view::npos; }

std::unexpected<Error> no_such_upload() { return fail(ErrorCode::not_found, "There is no such upload."); }

std::unexpected<Error> lost_turn() {
  return fail(ErrorCode::conflict, "Another request goes on with this upload. Ask for its offset, and go on from there.");
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// When something last happened to the upload in this folder, milliseconds since 1970 UTC; 0 where there is nothing.
std::int64_t last_change(const fs::path& folder) {
  std::int64_t latest = 0;
  for (const char* name : {kRecordFile, kBytesFile, kReceiptFile, ""}) {
    struct stat status{};
    if (::stat((folder / name).c_str(), &status) != 0) continue;
    if (*name == '\0' && latest != 0) continue; // the folder's own time counts only where it has nothing in it
    latest = std::max(latest, std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000);
  }
  return latest;
}

bool has_expired(const fs::path& folder, std::chrono::seconds lifetime) {
  return last_change(folder) + std::chrono::milliseconds(lifetime).count() <= milliseconds_now();
}

// The record goes first: without it the rest is nobody's.
void remove_upload_folder(const fs::path& folder) {
  std::error_code ignored;
  fs::remove(folder / kRecordFile, ignored);
  fs::remove_all(folder, ignored);
}

// Holds the file lock of an upload's turn.
class TurnLock {
public:
  explicit TurnLock(int descriptor) : descriptor_(descriptor) {
    while (::flock(descriptor_, LOCK_EX) != 0 && errno == EINTR) {}
  }
  ~TurnLock() { ::flock(descriptor_, LOCK_UN); }
  TurnLock(const TurnLock&) = delete;
  TurnLock& operator=(const TurnLock&) = delete;

  std::uint64_t turn() const {
    std::uint64_t turn = 0;
    return ::pread(descriptor_, &turn, sizeof turn, 0) == sizeof turn ? turn : 0;
  }
  bool set(std::uint64_t turn) { return ::pwrite(descriptor_, &turn, sizeof turn, 0) == sizeof turn; }

private:
  int descriptor_;
};

} // namespace

StagedUpload::~StagedUpload() {
  if (bytes_ >= 0) ::close(bytes_);
  if (turn_ >= 0) ::close(turn_);
}

Result<void> StagedUpload::open_files(int flags) {
  const fs::path turn = folder_ / kTurnFile;
  turn_ = ::open(turn.c_str(), O_RDWR | O_CLOEXEC | flags, 0600);
  if (turn_ < 0) return disk_error(errno, turn);
  const fs::path bytes = folder_ / kBytesFile;
  bytes_ = ::open(bytes.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | flags, 0600);
  if (bytes_ < 0 && !receipt()) return disk_error(errno, bytes);
  return {};
}

std::int64_t StagedUpload::expires_at() const { return last_change(folder_) + std::chrono::milliseconds(lifetime_).count(); }

std::optional<std::string> StagedUpload::receipt() const {
  std::string text = content_of(folder_ / kReceiptFile);
  if (text.empty()) return std::nullopt;
  return text;
}

Result<std::uint64_t> StagedUpload::size() const {
  struct stat status{};
  if (bytes_ < 0) return record_.length;
  if (::fstat(bytes_, &status) != 0) return disk_error(errno, folder_);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::uint64_t> StagedUpload::take_over() {
  if (bytes_ < 0) return record_.length;
  TurnLock lock(turn_);
  my_turn_ = lock.turn() + 1;
  if (!lock.set(my_turn_)) return disk_error(errno, folder_);
  if (auto synced = sync(); !synced) return std::unexpected(synced.error());
  return size();
}

Result<void> StagedUpload::append(std::string_view bytes) {
  const TurnLock lock(turn_);
  if (bytes_ < 0 || lock.turn() != my_turn_) return lost_turn();
  return write_all(bytes_, bytes, folder_ / kBytesFile);
}

Result<void> StagedUpload::cut_back(std::uint64_t size) {
  const TurnLock lock(turn_);
  if (bytes_ < 0 || lock.turn() != my_turn_) return lost_turn();
  if (::ftruncate(bytes_, static_cast<off_t>(size)) != 0) return disk_error(errno, folder_ / kBytesFile);
  return {};
}

Result<void> StagedUpload::sync() const {
  if (bytes_ >= 0 && ::fdatasync(bytes_) != 0) return disk_error(errno, folder_ / kBytesFile);
  return {};
}

Result<void> StagedUpload::make_durable() const {
  if (auto synced = sync(); !synced) return synced;
  if (auto written = write_durably(folder_ / kRecordFile, write_upload_record(record_)); !written) return written;
  return sync_directory(folder_.parent_path());
}

bool StagedUpload::begin_completion() { return bytes_ >= 0 && ::flock(bytes_, LOCK_EX | LOCK_NB) == 0; }

Result<void> StagedUpload::read_all(const std::function<Result<void>(std::string_view)>& take) const {
  std::vector<char> piece(kReadPiece);
  for (off_t offset = 0;;) {
    const ssize_t got = ::pread(bytes_, piece.data(), piece.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return disk_error(errno, folder_ / kBytesFile);
    if (got == 0) return {};
    offset += got;
    if (auto taken = take({piece.data(), static_cast<std::size_t>(got)}); !taken) return taken;
  }
}

Result<void> StagedUpload::complete(std::string_view receipt) {
  if (auto written = write_durably(folder_ / kReceiptFile, receipt); !written) return written;
  std::error_code ignored; // the bytes are kept elsewhere; what stays here is tidied with the rest
  fs::remove(folder_ / kBytesFile, ignored);
  return {};
}

void StagedUpload::remove() {
  TurnLock lock(turn_);
  lock.set(lock.turn() + 1);
  remove_upload_folder(folder_);
}

Result<std::unique_ptr<UploadStaging>> UploadStaging::open(fs::path directory, std::chrono::seconds lifetime) {
  if (auto made = make_directory_durably(directory); !made) return std::unexpected(made.error());
  if (::access(directory.c_str(), W_OK) != 0) return disk_error(errno, directory);
  return std::unique_ptr<UploadStaging>(new UploadStaging(std::move(directory), lifetime));
}

Result<std::shared_ptr<StagedUpload>> UploadStaging::create(UploadRecord record) const {
  struct statvfs disk{};
  if (::statvfs(directory_.c_str(), &disk) == 0 && record.length / disk.f_frsize >= disk.f_bavail) return disk_error(ENOSPC, directory_);
  record.id = new_uuid();
  const fs::path folder = directory_ / record.id;
  if (::mkdir(folder.c_str(), 0700) != 0) return disk_error(errno, folder);
  std::shared_ptr<StagedUpload> upload(new StagedUpload(std::move(record), folder, lifetime_));
  if (auto opened = upload->open_files(O_CREAT | O_EXCL); !opened) return std::unexpected(opened.error());
  return upload;
}

Result<std::shared_ptr<StagedUpload>> UploadStaging::find(std::string_view id) const {
  if (!is_upload_id(id)) return no_such_upload();
  const fs::path folder = directory_ / id;
  auto record = read_upload_record(content_of(folder / kRecordFile), id);
  if (!record) return std::unexpected(record.error());
  if (has_expired(folder, lifetime_)) return no_such_upload();
  std::shared_ptr<StagedUpload> upload(new StagedUpload(*std::move(record), folder, lifetime_));
  if (auto opened = upload->open_files(0); !opened) return std::unexpected(opened.error());
  return upload;
}

void UploadStaging::tidy() const {
  std::error_code error;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(directory_, error)) folders.push_back(entry.path());
  for (const fs::path& folder : folders) {
    if (!is_upload_id(folder.filename().string()) || !has_expired(folder, lifetime_)) continue;
    const int turn = ::open((folder / kTurnFile).c_str(), O_RDWR | O_CLOEXEC);
    if (turn >= 0) {
      TurnLock lock(turn);
      if (has_expired(folder, lifetime_) && lock.set(lock.turn() + 1)) remove_upload_folder(folder); // nobody went on with it just now
    } else {
      remove_upload_folder(folder);
    }
    if (turn >= 0) ::close(turn);
  }
}

bool UploadStaging::tidying_is_due() {
  const std::int64_t now = milliseconds_now();
  std::int64_t before = tidied_at_;
  return (now - before >= kTidyEveryMs || now < before) && tidied_at_.compare_exchange_strong(before, now);
}

} // namespace pilotage::endpoint
