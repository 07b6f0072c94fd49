#include "sync/endpoint/storage/sql_form_rows.h"

#include "sync/endpoint/storage/text_lines.h"

namespace pilotage::endpoint {

FormVersion form_in(const Query& row) {
  return {.project = row.integer(0),
          .form_id = row.text(1),
          .version = row.text(2),
          .title = row.text(3),
          .xform = row.text(8),
          .sha256 = row.text(4),
          .md5 = row.text(5),
          .encrypted = row.integer(6) != 0,
          .upload_paths = lines_of(row.text(7)),
          .files = {},
          .published_at = 0,
          .made_by = row.integer(9)};
}

std::vector<FormFile> form_files_in(Query row) {
  std::vector<FormFile> files;
  while (row.next())
    files.push_back({.name = row.text(0), .sha256 = row.text(1), .md5 = row.text(2), .size = static_cast<std::uint64_t>(row.integer(3))});
  return files;
}

} // namespace pilotage::endpoint
