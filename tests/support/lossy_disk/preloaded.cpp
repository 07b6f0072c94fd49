// The disk at its worst, between a program and the C library (LD_PRELOAD): full, failing, and forgetting at a power cut what was written
// but never synced. It records what the file held before each change until the file is synced; LossyDisk (lossy_disk.h) takes the changes
// back when all programs are dead. Only the folder that the environment names is watched.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "support/lossy_disk/record.h"

namespace {

using namespace pilotage::tests;

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

int real_open(const char* path, int flags, mode_t mode) { return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode)); }
ssize_t real_write(int file, const void* bytes, size_t count) { return syscall(SYS_write, file, bytes, count); }

std::uint64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

struct Disk {
  std::string folder;
  std::string record;
  DiskControl* control = nullptr;

  Disk() {
    const char* watched = getenv(kLossyFolderVariable);
    const char* records = getenv(kLossyRecordVariable);
    if (watched == nullptr || records == nullptr) return;
    const int file = real_open((std::string(records) + "/control").c_str(), O_RDWR | O_CLOEXEC, 0);
    if (file < 0) return;
    void* mapped = mmap(nullptr, sizeof(DiskControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED) return;
    folder = std::string(watched) + "/";
    record = records;
    control = static_cast<DiskControl*>(mapped);
  }

  // SQLite's shared memory is no matter of the disk: it is made anew after a crash.
  bool watches(std::string_view path) const { return control != nullptr && path.starts_with(folder) && !path.ends_with("-shm"); }
  bool is_full() const { return control->full != 0; }
  bool fails() const {
    const auto chance = control->failures_per_mille.load();
    if (chance == 0) return false;
    thread_local std::uint64_t state = now_ns() | 1;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % 1000 < chance;
  }
};

const Disk& disk() {
  static const Disk the_disk;
  return the_disk;
}

// The path of an open file that is watched, or "".
std::string watched_path(int file) {
  if (disk().control == nullptr) return {};
  char name[64];
  char path[4096];
  snprintf(name, sizeof name, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(name, path, sizeof path);
  if (length <= 0) return {};
  std::string found(path, static_cast<std::size_t>(length));
  return disk().watches(found) ? found : std::string();
}

std::string record_of(ino_t inode) { return disk().record + "/" + std::to_string(inode); }

void forget(ino_t inode) { syscall(SYS_unlink, record_of(inode).c_str()); }

void append(ino_t inode, UnsyncedHeader header, const std::string& path, const std::string& other_path, std::string_view bytes) {
  header.path_bytes = static_cast<std::uint32_t>(path.size() + other_path.size() + 2);
  header.time = now_ns();
  header.byte_count = bytes.size();
  std::string record(reinterpret_cast<const char*>(&header), sizeof header);
  record.append(path).push_back('\0');
  record.append(other_path).push_back('\0');
  record.append(bytes);
  const int file = real_open(record_of(inode).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  real_write(file, record.data(), record.size());
  close(file);
}

// Before `count` bytes at `offset` change, and with them perhaps the size.
void remember_content(int file, const std::string& path, off_t offset, std::uint64_t count) {
  struct stat status{};
  if (fstat(file, &status) != 0) return;
  std::string old;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto from = static_cast<std::uint64_t>(offset);
  if (from < size) {
    old.resize(std::min(count, size - from));
    int reader = file;
    if ((fcntl(file, F_GETFL) & O_ACCMODE) == O_WRONLY) reader = real_open(path.c_str(), O_RDONLY | O_CLOEXEC, 0);
    const ssize_t got = syscall(SYS_pread64, reader, old.data(), old.size(), offset);
    old.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    if (reader != file && reader >= 0) close(reader);
  }
  append(status.st_ino, {.kind = UnsyncedKind::content, .offset = from, .old_size = size}, path, "", old);
}

ino_t inode_of(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool grows(int file, off_t offset, std::uint64_t count) {
  struct stat status{};
  return fstat(file, &status) == 0 && static_cast<std::uint64_t>(offset) + count > static_cast<std::uint64_t>(status.st_size);
}

// What stands in the way of a change, as errno; 0: nothing.
int obstacle(int file, off_t offset, std::uint64_t count) {
  if (disk().fails()) return EIO;
  return disk().is_full() && grows(file, offset, count) ? ENOSPC : 0;
}

// -1 with errno when it must not happen.
int before_write(int file, off_t offset, std::uint64_t count) {
  const std::string path = watched_path(file);
  if (path.empty()) return 0;
  if (const int why = obstacle(file, offset, count); why != 0) {
    errno = why;
    return -1;
  }
  remember_content(file, path, offset, count);
  return 0;
}

off_t position_of(int file) {
  if ((fcntl(file, F_GETFL) & O_APPEND) != 0) {
    struct stat status{};
    return fstat(file, &status) == 0 ? status.st_size : 0;
  }
  return lseek(file, 0, SEEK_CUR);
}

int open_watched(const char* given, int flags, mode_t mode) {
  if (disk().control == nullptr || (flags & (O_CREAT | O_TRUNC)) == 0 || !disk().watches(given)) return real_open(given, flags, mode);
  const std::string path = given;
  struct stat status{};
  const bool there = stat(given, &status) == 0;
  if (!there && (flags & O_CREAT) != 0 && disk().is_full()) {
    errno = ENOSPC;
    return -1;
  }
  if (there && (flags & O_TRUNC) != 0 && status.st_size > 0) {
    const int file = real_open(given, O_RDWR | O_CLOEXEC, 0);
    if (file >= 0) {
      remember_content(file, path, 0, static_cast<std::uint64_t>(status.st_size));
      close(file);
    }
  }
  if (!there) append(inode_of(folder_of(path)), {.kind = UnsyncedKind::created}, path, "", "");
  const int file = real_open(given, flags, mode);
  // A new file may have the number of one that was deleted.
  if (!there && file >= 0 && fstat(file, &status) == 0) forget(status.st_ino);
  return file;
}

int sync_watched(int file, long call) {
  const std::string path = watched_path(file);
  if (path.empty() && disk().control != nullptr) { // the folder itself has no '/' behind it
    struct stat status{};
    if (fstat(file, &status) == 0 && status.st_ino == inode_of(disk().folder)) forget(status.st_ino);
    return static_cast<int>(syscall(call, file));
  }
  if (path.empty()) return static_cast<int>(syscall(call, file));
  if (disk().fails()) {
    errno = EIO;
    return -1;
  }
  struct stat status{};
  const int done = static_cast<int>(syscall(call, file));
  if (done == 0 && fstat(file, &status) == 0) forget(status.st_ino);
  return done;
}

} // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t count) {
  if (before_write(file, disk().control == nullptr ? 0 : position_of(file), count) != 0) return -1;
  return real_write(file, bytes, count);
}

ssize_t writev(int file, const iovec* parts, int count) {
  std::uint64_t bytes = 0;
  for (int i = 0; i < count; ++i) bytes += parts[i].iov_len;
  if (before_write(file, disk().control == nullptr ? 0 : position_of(file), bytes) != 0) return -1;
  return syscall(SYS_writev, file, parts, count);
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
  if (before_write(file, offset, count) != 0) return -1;
  return syscall(SYS_pwrite64, file, bytes, count, offset);
}
ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }

int ftruncate64(int file, off64_t size) noexcept {
  const std::string path = watched_path(file);
  struct stat status{};
  if (!path.empty() && fstat(file, &status) == 0) {
    if (disk().fails()) {
      errno = EIO;
      return -1;
    }
    remember_content(file, path, std::min<off64_t>(size, status.st_size),
                     static_cast<std::uint64_t>(std::max<off64_t>(status.st_size - size, 0)));
  }
  return static_cast<int>(syscall(SYS_ftruncate, file, size));
}
int ftruncate(int file, off_t size) noexcept { return ftruncate64(file, size); }

int fsync(int file) { return sync_watched(file, SYS_fsync); }
int fdatasync(int file) { return sync_watched(file, SYS_fdatasync); }

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_watched(path, flags | O_LARGEFILE, mode);
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_watched(path, flags, mode);
}

int rename(const char* from, const char* to) noexcept {
  static auto* const real_rename = real<int(const char*, const char*)>("rename");
  if (disk().watches(to)) {
    if (disk().fails()) {
      errno = EIO;
      return -1;
    }
    // A file that is replaced is not brought back: nothing here replaces one by other content.
    if (inode_of(to) == 0) append(inode_of(folder_of(to)), {.kind = UnsyncedKind::renamed}, from, to, "");
  }
  return real_rename(from, to);
}

int mkdir(const char* path, mode_t mode) noexcept {
  static auto* const real_mkdir = real<int(const char*, mode_t)>("mkdir");
  if (disk().watches(path) && inode_of(path) == 0) {
    if (disk().is_full()) {
      errno = ENOSPC;
      return -1;
    }
    append(inode_of(folder_of(path)), {.kind = UnsyncedKind::created}, path, "", "");
  }
  return real_mkdir(path, mode);
}

} // extern "C"
