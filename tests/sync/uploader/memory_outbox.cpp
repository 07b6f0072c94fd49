#include "sync/uploader/memory_outbox.h"

#include "sync/protocol/content_hash.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pilotage::tests {

using namespace sync;

MemoryOutbox::Entry& MemoryOutbox::at(const std::string& id) {
  for (auto& entry : entries_)
    if (entry.item.id == id) return entry;
  throw std::out_of_range(id);
}

const MemoryOutbox::Entry& MemoryOutbox::at(const std::string& id) const { return const_cast<MemoryOutbox*>(this)->at(id); }

void MemoryOutbox::add(const std::string& id, const std::string& project) {
  const std::lock_guard lock(mutex_);
  Entry entry;
  entry.item.id = id;
  entry.item.project_id = project;
  entry.item.instance_id = "uuid:" + id;
  entry.item.form_id = "guide-usability";
  entry.item.form_version = "1";
  entry.item.xml = "<data id=\"guide-usability\" version=\"1\"><meta><instanceID>uuid:" + id + "</instanceID></meta></data>";
  entry.item.sha256 = sha256_hex(entry.item.xml);
  entries_.push_back(entry);
}

void MemoryOutbox::set_xml(const std::string& id, const std::string& instance_id, const std::string& xml) {
  const std::lock_guard lock(mutex_);
  auto& item = at(id).item;
  item.instance_id = instance_id;
  item.form_id = "visit";
  item.xml = xml;
  item.sha256 = sha256_hex(xml);
}

void MemoryOutbox::damage(const std::string& id, const Error& fault) {
  const std::lock_guard lock(mutex_);
  at(id).item.xml.clear();
  at(id).item.fault = fault;
}

void MemoryOutbox::attach(const std::string& id, const std::string& name, const std::filesystem::path& file) {
  const std::lock_guard lock(mutex_);
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  at(id).item.attachments.push_back({.name = name, .file = file, .size = bytes.size(), .sha256 = sha256_hex(bytes)});
}

MemoryOutbox::Entry MemoryOutbox::entry(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  return at(id);
}

std::size_t MemoryOutbox::count(const std::string& state) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(entries_, state, &Entry::state));
}

void MemoryOutbox::break_with(SendFailure failure) {
  const std::lock_guard lock(mutex_);
  broken_ = Error{failure.code, failure.message};
}

Result<std::vector<OutboxItem>> MemoryOutbox::due(const DueQuery& query) {
  const std::lock_guard lock(mutex_);
  if (auto broken = std::exchange(broken_, {})) return std::unexpected(*broken);
  std::vector<OutboxItem> items;
  for (const auto& entry : entries_) {
    const bool in_lane = entry.item.xml_accepted == (query.lane == Lane::attachments);
    const bool left_out = std::ranges::find(query.without, entry.item.id) != query.without.end();
    const bool is_due = query.now >= entry.retry_time || query.now < entry.retry_set_at;
    const bool is_small = !query.most_file_bytes || missing_file_bytes(entry.item) <= *query.most_file_bytes;
    if (entry.state == "waiting" && entry.item.project_id == query.project_id && in_lane && is_due && is_small && !left_out &&
        items.size() < query.limit)
      items.push_back(entry.item);
  }
  return items;
}

Result<std::optional<std::int64_t>> MemoryOutbox::next_retry(const std::string& project_id, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  std::optional<std::int64_t> next;
  for (const auto& entry : entries_)
    if (entry.state == "waiting" && entry.item.project_id == project_id && entry.retry_time > now)
      next = std::min(next.value_or(entry.retry_time), entry.retry_time);
  return next;
}

Result<OutboxTotals> MemoryOutbox::totals(const std::string& project_id) {
  const std::lock_guard lock(mutex_);
  OutboxTotals totals;
  for (const auto& entry : entries_) {
    if (entry.item.project_id != project_id) continue;
    if (entry.state == "parked") ++totals.parked;
    if (entry.state != "waiting") continue;
    ++totals.waiting;
    if (!entry.item.xml_accepted) totals.waiting_bytes += entry.item.xml.size();
    for (const auto& attachment : entry.item.attachments)
      if (!attachment.accepted) totals.waiting_bytes += attachment.size - attachment.upload.offset;
  }
  return totals;
}

void MemoryOutbox::set_form_xml(std::string xml) {
  const std::lock_guard lock(mutex_);
  form_xml_ = std::move(xml);
}

void MemoryOutbox::set_form(const std::string& id, const std::string& form_id, const std::string& version) {
  const std::lock_guard lock(mutex_);
  auto& item = at(id).item;
  item.form_id = form_id;
  item.form_version = version;
}

Result<std::optional<std::string>> MemoryOutbox::form_xml(const std::string&) {
  const std::lock_guard lock(mutex_);
  return form_xml_;
}

Result<void> MemoryOutbox::mark_accepted(const std::string& item_id, const std::vector<std::string>& names) {
  const std::lock_guard lock(mutex_);
  auto& item = at(item_id).item;
  item.xml_accepted = true;
  for (auto& attachment : item.attachments)
    if (std::ranges::find(names, attachment.name) != names.end()) attachment.accepted = true;
  return {};
}

Result<void> MemoryOutbox::forget_accepted(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  for (auto& attachment : at(item_id).item.attachments) {
    attachment.accepted = false;
    attachment.upload = {};
  }
  return {};
}

Result<void> MemoryOutbox::note_upload(const std::string& item_id, const std::string& name, const OutboxUpload& upload) {
  const std::lock_guard lock(mutex_);
  for (auto& attachment : at(item_id).item.attachments)
    if (attachment.name == name) attachment.upload = upload;
  return {};
}

Result<void> MemoryOutbox::mark_sent(const std::string& item_id, const Receipt& receipt) {
  const std::lock_guard lock(mutex_);
  auto& entry = at(item_id);
  entry.state = "sent";
  entry.receipt = receipt;
  entry.failure.reset();
  return {};
}

Result<void> MemoryOutbox::park(const std::string& item_id, const SendFailure& failure) {
  const std::lock_guard lock(mutex_);
  auto& entry = at(item_id);
  entry.state = "parked";
  entry.failure = failure;
  return {};
}

Result<void> MemoryOutbox::retry_at(const std::string& item_id, std::int64_t retry_time, std::uint32_t attempts,
                                    const SendFailure& failure) {
  const std::lock_guard lock(mutex_);
  auto& entry = at(item_id);
  entry.retry_time = retry_time;
  entry.retry_set_at = failure.at;
  entry.item.attempts = attempts;
  entry.item.broke_off = sync::broke_off(failure);
  entry.failure = failure;
  return {};
}

Result<void> MemoryOutbox::note_waiting(const std::string& project_id, const SendFailure& failure) {
  const std::lock_guard lock(mutex_);
  for (auto& entry : entries_)
    if (entry.state == "waiting" && entry.item.project_id == project_id && entry.retry_time <= failure.at) entry.failure = failure;
  return {};
}

Result<void> MemoryOutbox::make_all_due(const std::string& project_id) {
  const std::lock_guard lock(mutex_);
  for (auto& entry : entries_)
    if (entry.item.project_id == project_id) entry.retry_time = 0;
  return {};
}

Result<void> MemoryOutbox::make_unreached_due(const std::string& project_id) {
  const std::lock_guard lock(mutex_);
  for (auto& entry : entries_)
    if (entry.item.project_id == project_id && entry.failure && was_unreachable(*entry.failure)) entry.retry_time = 0;
  return {};
}

} // namespace pilotage::tests
