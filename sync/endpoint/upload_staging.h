// Attachments that are on their way in by tus: each upload is a folder of the staging directory until it is complete, and a record of its
// receipt until it expires. Several endpoints may share the directory; nothing of an upload is in a process's memory between two requests.
//
//   ID/upload.json   what it will be; written once. No upload without it
//   ID/bytes         what has come so far: its size is the offset
//   ID/turn          a counter under a file lock: only the request that raised it last may write
//   ID/receipt       when it is complete; then the bytes are in the AttachmentStore
//
// UploadStaging: any thread. StagedUpload: one thread at a time, and any number of objects, in any process, on one upload.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "sync/endpoint/storage/records.h"
#include "sync/protocol/tus.h"

namespace pilotage::endpoint {

struct UploadRecord {
  std::string id; // a UUID
  ProjectId project = 0;
  std::string creator; // Identity::id
  std::uint64_t length = 0;
  sync::AttachmentUpload attachment;
};

class StagedUpload {
public:
  ~StagedUpload();
  StagedUpload(const StagedUpload&) = delete;
  StagedUpload& operator=(const StagedUpload&) = delete;

  const UploadRecord& record() const { return record_; }
  std::int64_t expires_at() const; // milliseconds since 1970 UTC, if nothing more happens

  // The receipt of a complete upload.
  std::optional<std::string> receipt() const;
  // How many bytes have come; perhaps not on disk yet.
  Result<std::uint64_t> size() const;

  // Everybody else who writes to this upload loses the right to; what has come is on disk. Returns the size. Errors: disk_full, io.
  Result<std::uint64_t> take_over();
  // Errors: conflict (another request took over), disk_full, io.
  Result<void> append(std::string_view bytes);
  Result<void> cut_back(std::uint64_t size); // conflict, io
  Result<void> sync() const;
  // A new upload is on disk when this returns.
  Result<void> make_durable() const;

  // True: nobody else completes this upload while this object lives. False: somebody does just now.
  bool begin_completion();
  Result<void> read_all(const std::function<Result<void>(std::string_view)>& take) const;
  Result<void> complete(std::string_view receipt);
  // Nothing is left of it.
  void remove();

private:
  friend class UploadStaging;
  StagedUpload(UploadRecord record, std::filesystem::path folder, std::chrono::seconds lifetime)
      : record_(std::move(record)), folder_(std::move(folder)), lifetime_(lifetime) {}
  Result<void> open_files(int flags);

  UploadRecord record_;
  std::filesystem::path folder_;
  std::chrono::seconds lifetime_;
  int bytes_ = -1; // none where it is complete
  int turn_ = -1;
  std::uint64_t my_turn_ = 0;
};

class UploadStaging {
public:
  // Makes the directory where it is missing. An upload that nothing happens to for `lifetime` is gone. Errors: permission, disk_full, io.
  static Result<std::unique_ptr<UploadStaging>> open(std::filesystem::path directory, std::chrono::seconds lifetime);

  // Gives the record its id. On disk only after make_durable(). Errors: disk_full (also when there is no room for its length), io.
  Result<std::shared_ptr<StagedUpload>> create(UploadRecord record) const;
  // Errors: not_found (never there, expired, removed), io.
  Result<std::shared_ptr<StagedUpload>> find(std::string_view id) const;

  // Deletes what has expired.
  void tidy() const;
  // True once an hour at most: time to tidy.
  bool tidying_is_due();

private:
  UploadStaging(std::filesystem::path directory, std::chrono::seconds lifetime) : directory_(std::move(directory)), lifetime_(lifetime) {}

  std::filesystem::path directory_;
  std::chrono::seconds lifetime_;
  std::atomic<std::int64_t> tidied_at_ = 0; // milliseconds of the system's clock
};

} // namespace pilotage::endpoint
