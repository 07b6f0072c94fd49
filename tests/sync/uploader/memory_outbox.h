// An outbox without a disk that keeps its promises literally, and writes down what it was told.
#pragma once

#include "sync/uploader/outbox.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace pilotage::tests {

class MemoryOutbox final : public sync::Outbox {
public:
  struct Entry {
    sync::OutboxItem item;
    std::string state = "waiting"; // "waiting", "parked", "sent"
    std::int64_t retry_time = 0;
    std::int64_t retry_set_at = 0;
    std::optional<sync::SendFailure> failure;
    sync::Receipt receipt;
  };

  // A finalized response; its XML names the id.
  void add(const std::string& id, const std::string& project = "pilot");
  void set_xml(const std::string& id, const std::string& instance_id, const std::string& xml);
  // It cannot be read any more.
  void damage(const std::string& id, const Error& fault);
  void attach(const std::string& id, const std::string& name, const std::filesystem::path& file);

  void set_form(const std::string& id, const std::string& form_id, const std::string& version);
  // Of all items.
  void set_form_xml(std::string xml);

  Entry entry(const std::string& id) const;
  std::size_t count(const std::string& state) const;
  // The next call of any kind fails with this.
  void break_with(sync::SendFailure failure);

  Result<std::vector<sync::OutboxItem>> due(const sync::DueQuery& query) override;
  Result<std::optional<std::int64_t>> next_retry(const std::string& project_id, std::int64_t now) override;
  Result<sync::OutboxTotals> totals(const std::string& project_id) override;
  Result<std::optional<std::string>> form_xml(const std::string& item_id) override;
  Result<void> mark_accepted(const std::string& item_id, const std::vector<std::string>& names) override;
  Result<void> forget_accepted(const std::string& item_id) override;
  Result<void> note_upload(const std::string& item_id, const std::string& name, const sync::OutboxUpload& upload) override;
  Result<void> mark_sent(const std::string& item_id, const sync::Receipt& receipt) override;
  Result<void> park(const std::string& item_id, const sync::SendFailure& failure) override;
  Result<void> retry_at(const std::string& item_id, std::int64_t retry_time, std::uint32_t attempts,
                        const sync::SendFailure& failure) override;
  Result<void> note_waiting(const std::string& project_id, const sync::SendFailure& failure) override;
  Result<void> make_all_due(const std::string& project_id) override;
  Result<void> make_unreached_due(const std::string& project_id) override;

private:
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  std::optional<Error> broken_;
  std::optional<std::string> form_xml_;

  Entry& at(const std::string& id);
  const Entry& at(const std::string& id) const;
};

} // namespace pilotage::tests
