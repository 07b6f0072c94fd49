#include "sync/endpoint/storage/sqlite_wal_buffer.h"

#include <sqlite3.h>

#include <cstddef>
#include <new>
#include <string>
#include <string_view>

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kMostGathered = 0x1ffff; // bytes: SQLite's own code for Unix writes no more at a time

// Lies where SQLite has made room for a file; the system's own file follows behind it.
struct WalFile {
  sqlite3_file file; // what SQLite knows of it
  std::string gathered;
  sqlite3_int64 begin = 0; // where in the file `gathered` belongs
};

constexpr std::size_t kOwnSize = (sizeof(WalFile) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);

WalFile& wal_of(sqlite3_file* file) { return *reinterpret_cast<WalFile*>(file); }
sqlite3_file* system_file(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<std::byte*>(file) + kOwnSize); }

int write_gathered(sqlite3_file* file) {
  WalFile& wal = wal_of(file);
  if (wal.gathered.empty()) return SQLITE_OK;
  sqlite3_file* below = system_file(file);
  const int code = below->pMethods->xWrite(below, wal.gathered.data(), static_cast<int>(wal.gathered.size()), wal.begin);
  wal.gathered.clear(); // also where it failed: SQLite rolls back and writes anew
  return code;
}

int write_wal(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  WalFile& wal = wal_of(file);
  const bool follows = offset == wal.begin + static_cast<sqlite3_int64>(wal.gathered.size());
  if (!follows || wal.gathered.size() + static_cast<std::size_t>(size) > kMostGathered)
    if (const int code = write_gathered(file); code != SQLITE_OK) return code;
  if (wal.gathered.empty()) wal.begin = offset;
  try {
    wal.gathered.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
  return SQLITE_OK;
}

// Passes a call on to the system's file, after what was gathered.
template <auto Method, typename... Arguments>
int after_writing(sqlite3_file* file, Arguments... arguments) {
  if (const int code = write_gathered(file); code != SQLITE_OK) return code;
  sqlite3_file* below = system_file(file);
  return (below->pMethods->*Method)(below, arguments...);
}

template <auto Method, typename... Arguments>
int passed_on(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* below = system_file(file);
  return (below->pMethods->*Method)(below, arguments...);
}

int close_wal(sqlite3_file* file) {
  const int written = write_gathered(file);
  sqlite3_file* below = system_file(file);
  const int closed = below->pMethods->xClose(below);
  wal_of(file).~WalFile();
  return written != SQLITE_OK ? written : closed;
}

constexpr sqlite3_io_methods kWalMethods = {.iVersion = 1,
                                            .xClose = &close_wal,
                                            .xRead = &after_writing<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
                                            .xWrite = &write_wal,
                                            .xTruncate = &after_writing<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
                                            .xSync = &after_writing<&sqlite3_io_methods::xSync, int>,
                                            .xFileSize = &after_writing<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
                                            .xLock = &passed_on<&sqlite3_io_methods::xLock, int>,
                                            .xUnlock = &passed_on<&sqlite3_io_methods::xUnlock, int>,
                                            .xCheckReservedLock = &passed_on<&sqlite3_io_methods::xCheckReservedLock, int*>,
                                            .xFileControl = &passed_on<&sqlite3_io_methods::xFileControl, int, void*>,
                                            .xSectorSize = &passed_on<&sqlite3_io_methods::xSectorSize>,
                                            .xDeviceCharacteristics = &passed_on<&sqlite3_io_methods::xDeviceCharacteristics>,
                                            .xShmMap = nullptr,
                                            .xShmLock = nullptr,
                                            .xShmBarrier = nullptr,
                                            .xShmUnmap = nullptr,
                                            .xFetch = nullptr,
                                            .xUnfetch = nullptr};

sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  if ((flags & SQLITE_OPEN_WAL) == 0) return system_vfs()->xOpen(system_vfs(), name, file, flags, flags_out);
  sqlite3_file* below = system_file(file);
  file->pMethods = nullptr;
  if (const int code = system_vfs()->xOpen(system_vfs(), name, below, flags, flags_out); code != SQLITE_OK) return code;
  new (file) WalFile{.file = {.pMethods = &kWalMethods}, .gathered = {}};
  return SQLITE_OK;
}

} // namespace

const char* wal_buffering_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs made = *system_vfs(); // all but opening files stays
    made.zName = "pilotage-wal";
    made.szOsFile += static_cast<int>(kOwnSize);
    made.pNext = nullptr;
    made.xOpen = &open_file;
    return made;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  return registered == SQLITE_OK ? vfs.zName : nullptr;
}

} // namespace pilotage::endpoint
