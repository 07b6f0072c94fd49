#include "client/store/attachments.h"

#include <set>

#include "client/store/attachment_name.h"
#include "client/store/content_files.h"
#include "client/store/database.h"

namespace pilotage::store {

namespace {

struct Named {
  std::string name;
  bool there = false; // under this name, with this content, already
};

// "photo.jpg", "photo-2.jpg", "photo-3.jpg" …: the first that is free or holds the same content.
Named free_name(Database& database, ResponseId response, const std::string& wanted, const std::string& hash) {
  const std::size_t dot = wanted.rfind('.');
  const std::size_t stem = dot == std::string::npos || dot == 0 ? wanted.size() : dot;
  for (int number = 1;; ++number) {
    std::string name = number == 1 ? wanted : wanted.substr(0, stem) + "-" + std::to_string(number) + wanted.substr(stem);
    Statement taken = database.query("SELECT hash FROM response_attachments WHERE response = ? AND name = ?", response, name);
    if (!taken.step()) return {std::move(name), false};
    if (taken.text(0) == hash) return {std::move(name), true};
  }
}

StoredAttachment stored(const Statement& row) {
  return {.name = row.text(0), .hash = row.text(1), .size = row.integer(2), .media_type = row.text(3), .added_at = row.integer(4)};
}

} // namespace

Result<StoredAttachment> ResponseAttachments::add(ResponseId response, std::string_view name, std::string_view content,
                                                  std::string_view media_type) {
  return guarded([&] {
    if (name.empty() || name.contains('/'))
      fail_now(ErrorCode::invalid_value, "A file is attached by its name alone, without a folder.", std::string(name));
    const std::string wanted = safe_attachment_name(name);
    const std::string hash = content_hash(content);
    const ContentFiles files(store_.attachments_directory());
    const std::string sealed = store_.sealer().seal_file(content);
    files.put(hash, sealed, store_.sealer().file_suffix());
    Transaction transaction(store_.database());
    // Again under the write lock: garbage may have been collected in between. It writes only where the file has gone.
    files.put(hash, sealed, store_.sealer().file_suffix());
    const Named named = free_name(store_.database(), response, wanted, hash);
    const StoredAttachment attachment{.name = named.name,
                                      .hash = hash,
                                      .size = static_cast<std::int64_t>(content.size()),
                                      .media_type = std::string(media_type),
                                      .added_at = store_.now()};
    if (!named.there)
      store_.database().run("INSERT INTO response_attachments (response, name, hash, size, media_type, added_at) VALUES (?, ?, ?, ?, ?, ?)",
                            response, attachment.name, hash, attachment.size, media_type, attachment.added_at);
    transaction.commit();
    return attachment;
  });
}

Result<std::vector<StoredAttachment>> ResponseAttachments::list(ResponseId response) const {
  return guarded([&] {
    std::vector<StoredAttachment> attachments;
    Statement query = store_.database().query(
        "SELECT name, hash, size, media_type, added_at FROM response_attachments WHERE response = ? ORDER BY name", response);
    while (query.step()) attachments.push_back(stored(query));
    return attachments;
  });
}

Result<std::string> ResponseAttachments::content(ResponseId response, std::string_view name) const {
  return guarded([&] {
    Statement query = store_.database().query("SELECT hash FROM response_attachments WHERE response = ? AND name = ?", response, name);
    if (!query.step()) fail_now(ErrorCode::not_found, "This response has no attachment of that name.", std::string(name));
    const std::string hash = query.text(0);
    std::string content =
        or_throw(store_.sealer().open_file(ContentFiles(store_.attachments_directory()).read(hash, store_.sealer().file_suffix())));
    if (content_hash(content) != hash)
      fail_now(ErrorCode::damaged, "The file of this attachment is damaged. Put it back from a back-up, or attach it again.",
               std::string(name));
    return content;
  });
}

Result<int> ResponseAttachments::collect_garbage() {
  return guarded([&] {
    // Under the write lock, so that no other program adds a row for a file while it is being deleted.
    Transaction transaction(store_.database());
    std::set<std::string> keep;
    Statement query = store_.database().query("SELECT DISTINCT hash FROM response_attachments");
    while (query.step()) keep.insert(query.text(0) + std::string(store_.sealer().file_suffix()));
    return ContentFiles(store_.attachments_directory()).remove_all_but(keep);
  });
}

} // namespace pilotage::store
