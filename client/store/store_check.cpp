#include "client/store/store_check.h"

#include "client/store/attachments.h"
#include "client/store/content_files.h"
#include "client/store/database.h"
#include "client/store/form_library.h"
#include "client/store/journal.h"
#include "client/store/response.h"

namespace pilotage::store {

namespace {

class Examination {
public:
  explicit Examination(Store& store) : store_(store) {}

  StoreReport run() && {
    part("database", [&] { structure(); });
    part("references", [&] { references(); });
    part("questionnaires", [&] { forms(); });
    part("responses", [&] { responses(); });
    part("participants", [&] { count("SELECT count(*) FROM participants"); });
    part("results", [&] { count("SELECT count(*) FROM mirror_submissions"); });
    return std::move(report_);
  }

private:
  // A part that cannot be read at all is a problem of its own.
  template <typename Work>
  void part(const std::string& where, Work&& work) {
    if (const auto done = guarded(std::forward<Work>(work)); !done) report_.problems.push_back({where, done.error().message});
  }

  template <typename T>
  void note(const std::string& where, const Result<T>& result) {
    if (!result) report_.problems.push_back({where, result.error().message});
  }

  void structure() {
    Statement check = store_.database().query("PRAGMA integrity_check(100)");
    while (check.step())
      if (const std::string line = check.text(0); line != "ok") report_.problems.push_back({"database", line});
  }

  void references() {
    Statement check = store_.database().query("PRAGMA foreign_key_check");
    while (check.step()) report_.problems.push_back({check.text(0), "A row refers to something that is not there."});
  }

  void forms() {
    FormLibrary library(store_);
    Statement query = store_.database().query("SELECT id, form_id FROM forms");
    while (query.step()) {
      ++report_.forms;
      note(query.text(1), library.xform(query.id<FormKey>(0)));
      form_files(query.id<FormKey>(0), query.text(1));
    }
  }

  void form_files(FormKey key, const std::string& form_id) {
    const auto attachments = FormLibrary(store_).attachments(key);
    note(form_id, attachments);
    if (!attachments) return;
    Statement query = store_.database().query("SELECT name, hash FROM form_attachments WHERE form = ?", key);
    while (query.step())
      if (content_hash(attachments->at(query.text(0))) != query.text(1))
        report_.problems.push_back(
            {form_id + " " + query.text(0), "This file of the questionnaire is damaged. Download or install it again."});
  }

  void responses() {
    Statement query = store_.database().query("SELECT id, instance_id, state FROM responses");
    while (query.step()) {
      ++report_.responses;
      const ResponseId id = query.id<ResponseId>(0);
      const std::string instance_id = query.text(1);
      part(instance_id, [&] { response(id, instance_id, query.id<ResponseState>(2)); });
    }
  }

  void response(ResponseId id, const std::string& instance_id, ResponseState state) {
    Responses all(store_);
    const auto row = all.get(id);
    note(instance_id, row);
    if (row && row->name_fault) report_.problems.push_back({instance_id, row->name_fault->message});
    note(instance_id, all.start_of(id));
    if (state != ResponseState::draft) note(instance_id, all.frozen_xml(id));
    journal(id, instance_id);
    ResponseAttachments files(store_);
    const auto attachments = files.list(id);
    note(instance_id, attachments);
    if (!attachments) return;
    for (const StoredAttachment& attachment : *attachments) {
      ++report_.attachments;
      note(instance_id + " " + attachment.name, files.content(id, attachment.name));
    }
  }

  void journal(ResponseId id, const std::string& instance_id) {
    const auto rows = Journal(store_).rows(id);
    note(instance_id, rows);
    if (!rows) return;
    std::int64_t expected = 0;
    for (const JournalRow& row : *rows) {
      ++report_.journal_rows;
      if (row.sequence != ++expected) {
        report_.problems.push_back({instance_id, "Steps are missing from its journal before step " + std::to_string(row.sequence) + "."});
        expected = row.sequence;
      }
    }
  }

  void count(const char* sql) { store_.database().query(sql).step(); }

  Store& store_;
  StoreReport report_;
};

} // namespace

StoreReport check_store(Store& store) { return Examination(store).run(); }

} // namespace pilotage::store
