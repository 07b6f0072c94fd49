#include "sync/endpoint/backup_manifest.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "sync/endpoint/storage/durable_file.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr int kBackupFormat = 1;
constexpr const char* kOwnHash = "sha256_of_the_above";

std::unexpected<Error> changed_manifest(const fs::path& file) {
  return fail(ErrorCode::damaged, "The back-up is damaged: its manifest was changed or cut. Take another back-up.", file.string());
}

Result<BackupManifest> manifest_in(ordered_json json, const fs::path& file) {
  if (!json.is_object() || !json.contains(kOwnHash)) return changed_manifest(file);
  const ordered_json hash = json[kOwnHash];
  json.erase(kOwnHash);
  if (hash != sync::sha256_hex(json.dump())) return changed_manifest(file);
  if (json.value("format", 0) > kBackupFormat)
    return fail(ErrorCode::newer_version, "A newer pilotage-endpoint made this back-up. Restore it with that version or a later one.",
                file.string());
  BackupManifest manifest;
  manifest.schema_version = json.value("schema_version", std::int64_t{0});
  manifest.database_sha256 = json.value("database_sha256", "");
  manifest.database_bytes = json.value("database_bytes", std::uint64_t{0});
  manifest.submissions = json.value("submissions", std::uint64_t{0});
  manifest.attachments = json.value("attachments", std::uint64_t{0});
  manifest.missing = json.value("missing", std::vector<std::string>{});
  return manifest;
}

} // namespace

Result<void> BackupManifest::write(const fs::path& directory) const {
  ordered_json json = {{"format", kBackupFormat},          {"made_at", iso_time(made_at)},
                       {"schema_version", schema_version}, {"database_sha256", database_sha256},
                       {"database_bytes", database_bytes}, {"submissions", submissions},
                       {"attachments", attachments},       {"missing", missing}};
  json[kOwnHash] = sync::sha256_hex(json.dump());
  return write_durably(directory / kBackupManifest, json.dump(2) + "\n");
}

Result<BackupManifest> BackupManifest::read(const fs::path& directory) {
  const fs::path file = directory / kBackupManifest;
  std::error_code none;
  if (!fs::exists(file, none) && fs::exists(directory / kBackupDatabase, none))
    return fail(ErrorCode::damaged, "The back-up is not complete: it was cut off before its end. Take another one.", directory.string());
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return fail(ErrorCode::not_found, "There is no back-up in this directory.", directory.string());
  return manifest_in(ordered_json::parse(text, nullptr, false), file);
}

} // namespace pilotage::endpoint
