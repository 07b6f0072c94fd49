#include "client/store/outbox.h"

#include <charconv>

#include "client/store/content_files.h"
#include "client/store/database.h"

namespace pilotage::store {

namespace {

// The outbox's names for items and projects are their numbers here.
std::int64_t number_of(const std::string& name) {
  std::int64_t value = -1;
  std::from_chars(name.data(), name.data() + name.size(), value);
  return value;
}
ResponseId item(const std::string& id) { return ResponseId{number_of(id)}; }

// As SQLite's json_each() takes them.
std::string numbers_of(const std::vector<std::string>& names) {
  std::string list = "[";
  for (const std::string& name : names) list.append(list.size() > 1 ? "," : "").append(std::to_string(number_of(name)));
  return list + "]";
}

std::vector<sync::OutboxAttachment> attachments_of(Store& store, std::int64_t response) {
  std::vector<sync::OutboxAttachment> attachments;
  const ContentFiles files(store.attachments_directory());
  Statement query =
      store.database().query("SELECT a.name, a.hash, a.size, a.accepted, u.url, u.offset FROM response_attachments a LEFT JOIN "
                             "attachment_uploads u USING (response, name) WHERE a.response = ? AND a.to_send = 1 ORDER BY a.name",
                             response);
  while (query.step()) {
    attachments.push_back({.name = query.text(0),
                           .file = files.path(query.text(1), store.sealer().file_suffix()),
                           .size = static_cast<std::uint64_t>(query.integer(2)),
                           .sha256 = query.text(1),
                           .accepted = query.integer(3) != 0});
    if (query.null(4)) continue;
    // An address that cannot be read is no address: the upload begins anew.
    if (auto url = store.sealer().open(query.text(4)))
      attachments.back().upload = {.url = *std::move(url), .offset = static_cast<std::uint64_t>(query.integer(5))};
  }
  return attachments;
}

// The frozen XML, or why there is none to send: a person is told of damage in other words than of a lost file.
Result<std::string> frozen_xml_of(const Store& store, const Statement& row) {
  auto xml = store.sealer().open(row.text(4));
  if (xml && content_hash(*xml) == row.text(5)) return xml;
  if (!xml && xml.error().code != ErrorCode::damaged) return xml;
  return fail(ErrorCode::answers_damaged,
              "The answers of this response are damaged on this computer, so they are not sent. Put the data folder back from a back-up, "
              "then send this response again.");
}

// What the last failure was, as far as it says how to send next.
bool last_attempt_broke_off(std::string_view code, std::int64_t status) {
  sync::SendFailure failure{.code = ErrorCode::server_error, .status = static_cast<int>(status)};
  for (const ErrorCode unreachable : sync::kUnreachable)
    if (name(unreachable) == code) failure.code = unreachable;
  return sync::broke_off(failure);
}

sync::OutboxItem item_of(Store& store, const Statement& row, const std::string& project) {
  sync::OutboxItem item{.id = std::to_string(row.integer(0)),
                        .project_id = project,
                        .instance_id = row.text(1),
                        .form_id = row.text(2),
                        .form_version = row.text(3),
                        .sha256 = row.text(5),
                        .xml_accepted = row.integer(6) != 0,
                        .attachments = attachments_of(store, row.integer(0)),
                        .attempts = static_cast<std::uint32_t>(row.integer(7)),
                        .broke_off = row.integer(7) > 0 && last_attempt_broke_off(row.text(8), row.integer(9))};
  if (auto xml = frozen_xml_of(store, row))
    item.xml = *std::move(xml);
  else
    item.fault = xml.error();
  return item;
}

// Two programs may drain one outbox. Of two refusals the first stands, and a success stands before any.
bool has_arrived(Store& store, ResponseId response) {
  Statement query = store.database().query("SELECT state FROM responses WHERE id = ?", response);
  if (!query.step()) return false;
  const auto state = static_cast<ResponseState>(query.integer(0));
  return state == ResponseState::sent || state == ResponseState::confirmed;
}

bool is_parked(Store& store, ResponseId response) {
  Statement query = store.database().query("SELECT 1 FROM responses WHERE id = ? AND state = ?", response, ResponseState::parked);
  return query.step();
}

void must_have_changed(Store& store, ResponseId response, int changed) {
  if (changed == 1 || has_arrived(store, response) || is_parked(store, response)) return;
  fail_now(ErrorCode::conflict, "This response is no longer waiting to be sent.");
}

} // namespace

std::string outbox_name(ProjectId project) { return std::to_string(number(project)); }

Result<std::vector<sync::OutboxItem>> StoreOutbox::due(const sync::DueQuery& query) {
  const std::int64_t most_file_bytes = query.most_file_bytes ? static_cast<std::int64_t>(*query.most_file_bytes) : -1;
  return guarded([&] {
    // A time set by a clock that ran ahead would keep an item waiting for years, so what was set "in the future" is due too.
    Statement rows = store_.database().query(
        "SELECT r.id, r.instance_id, f.form_id, f.version, x.xml, r.content_hash, r.xml_accepted, r.attempts, "
        "r.problem_code, r.problem_status FROM responses r JOIN forms f "
        "ON f.id = r.form LEFT JOIN frozen_xml x ON x.response = r.id WHERE r.state = ? AND r.project = ? AND r.xml_accepted = ? AND "
        "(r.next_attempt_at <= ? OR r.problem_at > ?) AND r.id NOT IN (SELECT value FROM json_each(?)) AND "
        "(? < 0 OR (SELECT coalesce(sum(a.size - coalesce(u.offset, 0)), 0) FROM response_attachments a LEFT JOIN attachment_uploads u "
        "USING (response, name) WHERE a.response = r.id AND a.to_send = 1 AND a.accepted = 0) <= ?) ORDER BY r.finalized_order LIMIT ?",
        ResponseState::queued, number_of(query.project_id), query.lane == sync::Lane::attachments, query.now, query.now,
        numbers_of(query.without), most_file_bytes, most_file_bytes, query.limit);
    std::vector<sync::OutboxItem> items;
    while (rows.step()) items.push_back(item_of(store_, rows, query.project_id));
    return items;
  });
}

Result<std::optional<std::int64_t>> StoreOutbox::next_retry(const std::string& project_id, std::int64_t now) {
  return guarded([&]() -> std::optional<std::int64_t> {
    Statement query =
        store_.database().query("SELECT min(next_attempt_at) FROM responses WHERE state = ? AND project = ? AND next_attempt_at > ?",
                                ResponseState::queued, number_of(project_id), now);
    if (!query.step() || query.null(0)) return std::nullopt;
    return query.integer(0);
  });
}

Result<sync::OutboxTotals> StoreOutbox::totals(const std::string& project_id) {
  return guarded([&] {
    sync::OutboxTotals totals;
    Statement counts = store_.database().query("SELECT state, count(*) FROM responses WHERE project = ? AND state IN (?, ?) GROUP BY state",
                                               number_of(project_id), ResponseState::queued, ResponseState::parked);
    while (counts.step()) {
      const bool parked = counts.id<ResponseState>(0) == ResponseState::parked;
      (parked ? totals.parked : totals.waiting) = static_cast<std::size_t>(counts.integer(1));
    }
    Statement bytes = store_.database().query(
        "SELECT (SELECT coalesce(sum(length(x.xml)), 0) FROM responses r JOIN frozen_xml x ON x.response = r.id WHERE r.project = ?1 AND "
        "r.state = ?2 AND r.xml_accepted = 0) + (SELECT coalesce(sum(a.size - coalesce(u.offset, 0)), 0) FROM responses r JOIN "
        "response_attachments a ON a.response = r.id LEFT JOIN attachment_uploads u ON u.response = r.id AND u.name = a.name WHERE "
        "r.project = ?1 AND r.state = ?2 AND a.to_send = 1 AND a.accepted = 0)",
        number_of(project_id), ResponseState::queued);
    if (bytes.step()) totals.waiting_bytes = static_cast<std::uint64_t>(bytes.integer(0));
    return totals;
  });
}

Result<std::optional<std::string>> StoreOutbox::form_xml(const std::string& item_id) {
  return guarded([&]() -> std::optional<std::string> {
    Statement query =
        store_.database().query("SELECT f.xform FROM responses r JOIN forms f ON f.id = r.form WHERE r.id = ?", item(item_id));
    if (!query.step()) return std::nullopt;
    return query.text(0);
  });
}

Result<void> StoreOutbox::mark_accepted(const std::string& item_id, const std::vector<std::string>& attachment_names) {
  return guarded([&] {
    Transaction transaction(store_.database());
    // Parked by the other program meanwhile: what it was refused for does not hold any more, and the rest is tried.
    must_have_changed(store_, item(item_id),
                      store_.database().run("UPDATE responses SET xml_accepted = 1, state = ?2 WHERE id = ?1 AND state IN (?2, ?3)",
                                            item(item_id), ResponseState::queued, ResponseState::parked));
    for (const std::string& name : attachment_names) {
      store_.database().run("UPDATE response_attachments SET accepted = 1 WHERE response = ? AND name = ?", item(item_id), name);
      store_.database().run("DELETE FROM attachment_uploads WHERE response = ? AND name = ?", item(item_id), name);
    }
    transaction.commit();
  });
}

Result<void> StoreOutbox::forget_accepted(const std::string& item_id) {
  return guarded([&] {
    Transaction transaction(store_.database());
    store_.database().run("UPDATE response_attachments SET accepted = 0 WHERE response = ?1 AND EXISTS (SELECT 1 FROM responses WHERE id "
                          "= ?1 AND state IN (?2, ?3))",
                          item(item_id), ResponseState::queued, ResponseState::parked);
    store_.database().run("DELETE FROM attachment_uploads WHERE response = ?", item(item_id));
    transaction.commit();
  });
}

Result<void> StoreOutbox::note_upload(const std::string& item_id, const std::string& attachment_name, const sync::OutboxUpload& upload) {
  return guarded([&] {
    if (upload.url.empty())
      store_.database().run("DELETE FROM attachment_uploads WHERE response = ? AND name = ?", item(item_id), attachment_name);
    else
      store_.database().run("INSERT INTO attachment_uploads (response, name, url, offset) SELECT response, name, ?3, ?4 FROM "
                            "response_attachments WHERE response = ?1 AND name = ?2 AND accepted = 0 "
                            "ON CONFLICT (response, name) DO UPDATE SET url = excluded.url, offset = excluded.offset",
                            item(item_id), attachment_name, Blob{store_.sealer().seal(upload.url)}, upload.offset);
  });
}

Result<void> StoreOutbox::mark_sent(const std::string& item_id, const sync::Receipt& receipt) {
  const StoredReceipt stored{.instance_id = receipt.instance_id,
                             .content_hash = receipt.sha256,
                             .sequence = static_cast<std::int64_t>(receipt.sequence),
                             .received_at = store_.now()};
  const auto arrived = guarded([&] { return has_arrived(store_, item(item_id)); });
  if (!arrived) return std::unexpected(arrived.error());
  if (*arrived) return {};
  auto marked = Responses(store_).mark_sent(item(item_id), stored);
  if (marked || marked.error().code != ErrorCode::conflict) return marked;
  // The other program may have been a moment faster.
  const auto meanwhile = guarded([&] { return has_arrived(store_, item(item_id)); });
  return meanwhile && *meanwhile ? Result<void>() : marked;
}

Result<void> StoreOutbox::park(const std::string& item_id, const sync::SendFailure& failure) {
  return guarded([&] {
    must_have_changed(
        store_, item(item_id),
        store_.database().run(
            "UPDATE responses SET state = ?, problem_code = ?, problem = ?, problem_at = ?, problem_status = ? WHERE id = ? AND state = ?",
            ResponseState::parked, name(failure.code), failure.message, failure.at, failure.status, item(item_id), ResponseState::queued));
  });
}

Result<void> StoreOutbox::retry_at(const std::string& item_id, std::int64_t retry_time, std::uint32_t attempts,
                                   const sync::SendFailure& failure) {
  return guarded([&] {
    must_have_changed(
        store_, item(item_id),
        store_.database().run("UPDATE responses SET next_attempt_at = ?, attempts = ?, problem_code = ?, problem = ?, problem_at = ?, "
                              "problem_status = ? WHERE id = ? AND state = ?",
                              retry_time, attempts, name(failure.code), failure.message, failure.at, failure.status, item(item_id),
                              ResponseState::queued));
  });
}

Result<void> StoreOutbox::note_waiting(const std::string& project_id, const sync::SendFailure& failure) {
  return guarded([&] {
    store_.database().run("UPDATE responses SET problem_code = ?, problem = ?, problem_at = ?, problem_status = ? WHERE state = ? AND "
                          "project = ? AND next_attempt_at <= ?",
                          name(failure.code), failure.message, failure.at, failure.status, ResponseState::queued, number_of(project_id),
                          failure.at);
  });
}

Result<void> StoreOutbox::make_all_due(const std::string& project_id) {
  return guarded([&] {
    store_.database().run("UPDATE responses SET next_attempt_at = 0 WHERE state = ? AND project = ?", ResponseState::queued,
                          number_of(project_id));
  });
}

Result<void> StoreOutbox::make_unreached_due(const std::string& project_id) {
  return guarded([&] {
    Transaction transaction(store_.database());
    for (const ErrorCode code : sync::kUnreachable)
      store_.database().run("UPDATE responses SET next_attempt_at = 0 WHERE state = ? AND project = ? AND next_attempt_at > 0 AND "
                            "problem_code = ? AND (problem_status = 0 OR problem_code = ?)",
                            ResponseState::queued, number_of(project_id), name(code), name(ErrorCode::captive_portal));
    transaction.commit();
  });
}

} // namespace pilotage::store
