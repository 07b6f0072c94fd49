// What a back-up says of itself: the file manifest.json, which is written last. A back-up without it was cut off. Plain values; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "forms/error.h"

namespace pilotage::endpoint {

// The parts of a back-up's directory.
inline constexpr const char* kBackupManifest = "manifest.json";
inline constexpr const char* kBackupDatabase = "endpoint.sqlite";
inline constexpr const char* kBackupAttachments = "attachments";

struct BackupManifest {
  std::int64_t made_at = 0;
  std::int64_t schema_version = 0;
  std::string database_sha256;
  std::uint64_t database_bytes = 0;
  std::uint64_t submissions = 0;
  std::uint64_t attachments = 0;
  std::vector<std::string> missing; // hashes of attachments that the store itself had lost, or held damaged

  // On disk when it returns. Errors: disk_full, permission, io.
  Result<void> write(const std::filesystem::path& directory) const;
  // Errors: not_found (no back-up), damaged (cut off, or changed since), newer_version.
  static Result<BackupManifest> read(const std::filesystem::path& directory);
};

} // namespace pilotage::endpoint
