// The rows that published versions and drafts of forms have in common, and their files. Functions on one row.
#pragma once

#include "sync/endpoint/storage/database.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

// The columns in the order in which form_in() reads them, before others.
inline constexpr std::string_view kSelectForm =
    "SELECT project_id, form_id, version, title, sha256, md5, encrypted, upload_paths, xform, made_by";
inline constexpr int kFormColumns = 10;

// Without its files and the moment of its publication.
FormVersion form_in(const Query& row);
// From name, sha256, md5, size: all rows.
std::vector<FormFile> form_files_in(Query rows);

} // namespace pilotage::endpoint
