// The whole of a form's submissions as ODK Central's zip: <form>.csv, <form>-<repeat>.csv, "<form> - audit.csv" with what laptops noted of
// the filling in (client_audit_rows.h), and media/ with the other attachments. Memory holds one page; the tables of repeats wait in
// temporary files until the main one is complete. One thread at a time.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "sync/endpoint/client_audit_rows.h"
#include "sync/endpoint/http/response.h"
#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/submission_export.h"
#include "sync/endpoint/zip_stream.h"

namespace pilotage::endpoint {

class ZippedExport {
public:
  enum class Attachments { with, without };
  // With attachments it walks over the form once more, and where the form has client audits once again for these.
  ZippedExport(Storage& storage, const AttachmentStore& files, ProjectId project, std::string form_id, SubmissionExport submissions,
               Attachments attachments);

  // The next bytes of the archive; none at its end.
  Result<std::string> next();

private:
  enum class Stage { main_table, repeats, audits, media, ended };
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;
  struct AttachedFile {
    std::string instance_id;
    SubmissionFile file;
  };

  Result<void> advance();
  Result<void> begin();
  Result<void> main_table();
  Result<void> keep_repeats();
  Result<void> repeats();
  Result<void> end_tables();
  Result<void> files();
  Result<void> more_of_file();
  Result<void> end_files();
  Result<void> more_files();
  Result<void> begin_audit(const AttachedFile& audit);
  Result<void> begin_media(const AttachedFile& media);

  Storage& storage_;
  const AttachmentStore& files_;
  ProjectId project_;
  std::string form_id_;
  SubmissionExport submissions_;
  std::optional<SubmissionPages> records_; // whose files are gone through
  ZipStream zip_;
  Stage stage_ = Stage::main_table;
  bool begun_ = false;
  std::vector<std::string> texts_;        // of the page, by table
  std::vector<TemporaryFile> waiting_;    // the repeats, by table; the main table has none
  std::size_t table_ = 0;                 // the repeat that is being written
  std::vector<AttachedFile> attached_;    // of the page, the last one first
  OpenFile open_;                         // the attachment that is being written
  std::optional<ClientAuditRows> audit_;  // what reads it, where it is an audit log
  bool has_audit_table_ = false;          // it has begun
  std::unordered_set<std::size_t> named_; // hashes of the names in media/ that are given
  bool with_media_;
};

} // namespace pilotage::endpoint
