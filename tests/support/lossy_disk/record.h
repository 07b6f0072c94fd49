// What a lossy disk writes down of each change that has not been synced yet, so that a power cut can take it back. One file of records for
// each inode; a sync of the inode empties it.
#pragma once

#include <atomic>
#include <cstdint>

namespace pilotage::tests {

inline constexpr const char* kLossyFolderVariable = "LOSSY_DISK_FOLDER"; // only what lies below is watched
inline constexpr const char* kLossyRecordVariable = "LOSSY_DISK_RECORD"; // where the records are

enum class UnsyncedKind : std::uint32_t { content, created, renamed };

// Begins every record: a program that is killed while it writes one leaves a part of it, and the next one begins behind that.
inline constexpr std::uint64_t kUnsyncedMark = 0x9d3c'51e7'a04f'6b82;

// Followed by both paths (NUL behind each) and by the bytes that were there before.
struct UnsyncedHeader {
  std::uint64_t mark = kUnsyncedMark;
  UnsyncedKind kind = UnsyncedKind::content;
  std::uint32_t path_bytes = 0;
  std::uint64_t time = 0;     // to order changes of different directories
  std::uint64_t offset = 0;   // content: where the old bytes lay
  std::uint64_t old_size = 0; // content: of the file
  std::uint64_t byte_count = 0;
};

// Shared by mapping the file "control": what the disk does to all programs that use it.
struct DiskControl {
  std::atomic<std::uint32_t> full = 0;               // 1: no file may grow, none may be made
  std::atomic<std::uint32_t> failures_per_mille = 0; // of writes and syncs
};

} // namespace pilotage::tests
