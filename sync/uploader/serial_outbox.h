// Lets one thread at a time into an outbox, for several projects that send at once. For this folder only.
#pragma once

#include "sync/uploader/outbox.h"

#include <mutex>

namespace pilotage::sync {

class SerialOutbox final : public Outbox {
public:
  explicit SerialOutbox(Outbox& inner) : inner_(inner) {}

  Result<std::vector<OutboxItem>> due(const DueQuery& query) override { return locked()->due(query); }
  Result<std::optional<std::int64_t>> next_retry(const std::string& project_id, std::int64_t now) override {
    return locked()->next_retry(project_id, now);
  }
  Result<OutboxTotals> totals(const std::string& project_id) override { return locked()->totals(project_id); }
  Result<std::optional<std::string>> form_xml(const std::string& item_id) override { return locked()->form_xml(item_id); }
  Result<void> mark_accepted(const std::string& item_id, const std::vector<std::string>& names) override {
    return locked()->mark_accepted(item_id, names);
  }
  Result<void> forget_accepted(const std::string& item_id) override { return locked()->forget_accepted(item_id); }
  Result<void> note_upload(const std::string& item_id, const std::string& name, const OutboxUpload& upload) override {
    return locked()->note_upload(item_id, name, upload);
  }
  Result<void> mark_sent(const std::string& item_id, const Receipt& receipt) override { return locked()->mark_sent(item_id, receipt); }
  Result<void> park(const std::string& item_id, const SendFailure& failure) override { return locked()->park(item_id, failure); }
  Result<void> retry_at(const std::string& item_id, std::int64_t retry_time, std::uint32_t attempts, const SendFailure& failure) override {
    return locked()->retry_at(item_id, retry_time, attempts, failure);
  }
  Result<void> note_waiting(const std::string& project_id, const SendFailure& failure) override {
    return locked()->note_waiting(project_id, failure);
  }
  Result<void> make_all_due(const std::string& project_id) override { return locked()->make_all_due(project_id); }
  Result<void> make_unreached_due(const std::string& project_id) override { return locked()->make_unreached_due(project_id); }

private:
  // Holds the lock until the end of the full expression in which it is made.
  struct Locked {
    std::unique_lock<std::mutex> lock;
    Outbox& inner;
    Outbox* operator->() { return &inner; }
  };

  Outbox& inner_;
  std::mutex mutex_;

  Locked locked() { return {std::unique_lock(mutex_), inner_}; }
};

} // namespace pilotage::sync
