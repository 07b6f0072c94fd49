// Sends many submissions in one request where the endpoint announces batches. Each one's outcome is judged as if it had been a post of its
// own. When the request as a whole fails, nothing is written down: the same submissions go again, fewer at a time, and in the end one by
// one as plain posts. For this folder only.
#pragma once

#include "sync/uploader/batch_dictionaries.h"
#include "sync/uploader/submission_sender.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pilotage::sync {

struct BatchReport {
  std::vector<SendReport> reports = {};   // one per item, in their order; empty when the request failed
  std::optional<SendReport> failure = {}; // of the request: run_stops, waiting (try smaller) or cancelled
  bool not_spoken = false;                // the server does not take batches after all
  bool other_dictionary = false;          // the server does not have the one that the batch was packed with
};

class BatchSender {
public:
  BatchSender(HttpClient& http, const Server& server, SubmissionSender& sender, const UploaderOptions& options)
      : http_(http), server_(server), sender_(sender), options_(options) {}

  // Packed with the dictionary where it has bytes. An Error is the outbox's.
  Result<BatchReport> send(std::span<const OutboxItem> items, const BatchDictionary& dictionary, const SendProgress& progress);

private:
  HttpClient& http_;
  const Server& server_;
  SubmissionSender& sender_;
  const UploaderOptions& options_;

  Result<BatchReport> conclude(std::span<const OutboxItem> items, const HttpResponse& response);
  BatchReport failed(const HttpResponse& response) const;
};

// An item may go in a batch when nothing but large attachments would remain for later.
bool fits_into_batch(const OutboxItem& item, std::uint64_t small_bytes);

} // namespace pilotage::sync
