#include "client/store/results_mirror.h"

#include "client/store/database.h"

namespace pilotage::store {

namespace {

// The row of a source and form, made where it is not there yet.
std::int64_t form_row(Database& database, std::string_view source, std::string_view form_id) {
  database.run("INSERT INTO mirror_forms (source, form_id, xform, cursor, pulled_at) VALUES (?, ?, x'', '', 0) ON CONFLICT DO NOTHING",
               source, form_id);
  Statement query = database.query("SELECT id FROM mirror_forms WHERE source = ? AND form_id = ?", source, form_id);
  query.step();
  return query.integer(0);
}

bool known(Database& database, std::int64_t form, const std::string& instance_id) {
  return database.query("SELECT 1 FROM mirror_submissions WHERE form = ? AND instance_id = ?", form, instance_id).step();
}

void put(Store& store, std::int64_t form, const MirroredSubmission& submission) {
  Database& database = store.database();
  database.run("INSERT INTO mirror_submissions (form, instance_id, sequence, form_version, received_at, xml) VALUES (?, ?, ?, ?, ?, ?) ON "
               "CONFLICT DO UPDATE SET sequence = excluded.sequence, form_version = excluded.form_version, received_at = "
               "excluded.received_at, xml = excluded.xml",
               form, submission.instance_id, submission.sequence, submission.form_version, submission.received_at,
               Blob{store.sealer().seal(submission.xml)});
  database.run("DELETE FROM mirror_attachments WHERE form = ? AND instance_id = ?", form, submission.instance_id);
  for (const MirroredAttachment& attachment : submission.attachments)
    database.run("INSERT INTO mirror_attachments (form, instance_id, name, hash, size) VALUES (?, ?, ?, ?, ?)", form,
                 submission.instance_id, attachment.name, attachment.sha256, attachment.size);
}

std::vector<MirroredAttachment> attachments_of(Database& database, std::int64_t form, const std::string& instance_id) {
  std::vector<MirroredAttachment> attachments;
  Statement query =
      database.query("SELECT name, hash, size FROM mirror_attachments WHERE form = ? AND instance_id = ? ORDER BY name", form, instance_id);
  while (query.step()) attachments.push_back({.name = query.text(0), .sha256 = query.text(1), .size = query.integer(2)});
  return attachments;
}

} // namespace

Result<std::string> ResultsMirror::cursor(std::string_view source, std::string_view form_id) const {
  return guarded([&] {
    Statement query = store_.database().query("SELECT cursor FROM mirror_forms WHERE source = ? AND form_id = ?", source, form_id);
    return query.step() ? query.text(0) : std::string();
  });
}

Result<int> ResultsMirror::add(std::string_view source, std::string_view form_id, std::span<const MirroredSubmission> submissions,
                               std::string_view cursor) {
  return guarded([&] {
    Database& database = store_.database();
    Transaction transaction(database);
    const std::int64_t form = form_row(database, source, form_id);
    int fresh = 0;
    for (const MirroredSubmission& submission : submissions) {
      if (!known(database, form, submission.instance_id)) ++fresh;
      put(store_, form, submission);
    }
    database.run("UPDATE mirror_forms SET cursor = ?, pulled_at = ? WHERE id = ?", cursor, store_.now(), form);
    transaction.commit();
    return fresh;
  });
}

Result<std::vector<MirroredSubmission>> ResultsMirror::submissions(std::string_view source, std::string_view form_id) const {
  return guarded([&] {
    std::vector<MirroredSubmission> submissions;
    Statement query = store_.database().query(
        "SELECT s.instance_id, s.sequence, s.form_version, s.xml, s.received_at, s.form FROM mirror_submissions s JOIN mirror_forms f ON "
        "f.id = s.form WHERE f.source = ? AND f.form_id = ? ORDER BY s.sequence, s.instance_id",
        source, form_id);
    while (query.step()) {
      submissions.push_back({.instance_id = query.text(0),
                             .sequence = query.integer(1),
                             .form_version = query.text(2),
                             .xml = or_throw(store_.sealer().open(query.text(3))),
                             .received_at = query.text(4),
                             .attachments = attachments_of(store_.database(), query.integer(5), query.text(0))});
    }
    return submissions;
  });
}

Result<int> ResultsMirror::count(std::string_view source, std::string_view form_id) const {
  return guarded([&] {
    Statement query = store_.database().query(
        "SELECT count(*) FROM mirror_submissions s JOIN mirror_forms f ON f.id = s.form WHERE f.source = ? AND f.form_id = ?", source,
        form_id);
    query.step();
    return static_cast<int>(query.integer(0));
  });
}

Result<std::vector<ResultsMirror::Holding>> ResultsMirror::holdings() const {
  return guarded([&] {
    std::vector<Holding> holdings;
    Statement query = store_.database().query("SELECT f.source, f.form_id, (SELECT count(*) FROM mirror_submissions s WHERE s.form = "
                                              "f.id), f.pulled_at FROM mirror_forms f ORDER "
                                              "BY f.source, f.form_id");
    while (query.step())
      holdings.push_back({.source = query.text(0),
                          .form_id = query.text(1),
                          .submissions = static_cast<int>(query.integer(2)),
                          .pulled_at = query.integer(3)});
    return holdings;
  });
}

Result<void> ResultsMirror::keep_form(std::string_view source, std::string_view form_id, std::string_view xform) {
  return guarded([&] {
    Transaction transaction(store_.database());
    store_.database().run("UPDATE mirror_forms SET xform = ? WHERE id = ?", Blob{xform}, form_row(store_.database(), source, form_id));
    transaction.commit();
  });
}

Result<std::string> ResultsMirror::form(std::string_view source, std::string_view form_id) const {
  return guarded([&] {
    Statement query =
        store_.database().query("SELECT xform FROM mirror_forms WHERE source = ? AND form_id = ? AND xform <> x''", source, form_id);
    if (!query.step()) fail_now(ErrorCode::not_found, "Nothing has been pulled for this questionnaire yet.", std::string(form_id));
    return query.text(0);
  });
}

} // namespace pilotage::store
