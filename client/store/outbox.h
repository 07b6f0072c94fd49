// The uploader's view of the responses that wait for a server: sync::Outbox on the tables of the store. Items are responses that are
// queued or parked. Each call is one transaction.
#pragma once

#include "client/store/response.h"
#include "client/store/store.h"
#include "sync/uploader/outbox.h"

namespace pilotage::store {

class StoreOutbox final : public sync::Outbox {
public:
  explicit StoreOutbox(Store& store) : store_(store) {}

  Result<std::vector<sync::OutboxItem>> due(const sync::DueQuery& query) override;
  Result<std::optional<std::int64_t>> next_retry(const std::string& project_id, std::int64_t now) override;
  Result<sync::OutboxTotals> totals(const std::string& project_id) override;
  Result<std::optional<std::string>> form_xml(const std::string& item_id) override;
  Result<void> mark_accepted(const std::string& item_id, const std::vector<std::string>& attachment_names) override;
  Result<void> forget_accepted(const std::string& item_id) override;
  Result<void> note_upload(const std::string& item_id, const std::string& attachment_name, const sync::OutboxUpload& upload) override;
  Result<void> mark_sent(const std::string& item_id, const sync::Receipt& receipt) override;
  Result<void> park(const std::string& item_id, const sync::SendFailure& failure) override;
  Result<void> retry_at(const std::string& item_id, std::int64_t retry_time, std::uint32_t attempts,
                        const sync::SendFailure& failure) override;
  Result<void> note_waiting(const std::string& project_id, const sync::SendFailure& failure) override;
  Result<void> make_all_due(const std::string& project_id) override;
  Result<void> make_unreached_due(const std::string& project_id) override;

private:
  Store& store_;
};

// What the outbox calls a project.
std::string outbox_name(ProjectId project);

} // namespace pilotage::store
