// Back-ups of a whole endpoint, taken while it serves, and their way back.
//
// A back-up is a directory: the database as it was at one moment, as a SQLite file whichever database it comes from; the attachments that
// it names, by their hashes; and a manifest, written last. It can be restored to SQLite and to PostgreSQL, to a directory and to a bucket.
#pragma once

#include <filesystem>

#include "sync/endpoint/backup_manifest.h"
#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/storage.h"
#include "sync/endpoint/storage_choice.h"

namespace pilotage::endpoint {

// Attachments that the store has lost or holds damaged are listed in the manifest; the rest is complete. Errors: conflict (the directory is
// not empty), and whatever else keeps anything from being copied; then there is no manifest.
Result<BackupManifest> back_up(Storage& storage, const AttachmentStore& files, const std::filesystem::path& to);

// Checks that the back-up is whole: its manifest, and the hashes of the database and of each attachment that it names. Error: damaged,
// not_found, newer_version.
Result<BackupManifest> verify_backup(const std::filesystem::path& from);

// After a restoration submissions get numbers that are larger than any which the lost database can have given out, so that no cursor of a
// puller passes one of them.
inline constexpr std::int64_t kRestoredGap = 1'000'000'000;

// Verifies the back-up, then makes the data directory from it. Errors: those of verify_backup(); conflict where there is an endpoint
// already, in the directory or in the PostgreSQL database; those of DataDirectory::create().
enum class Gaps { refuse, accept }; // attachments that were missing when the back-up was made
Result<BackupManifest> restore(const std::filesystem::path& from, const std::filesystem::path& directory, const StorageChoice& choice,
                               Gaps gaps);

} // namespace pilotage::endpoint
