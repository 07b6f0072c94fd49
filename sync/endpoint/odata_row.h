// Submissions as rows of OData, in the shapes of ODK Central: typed values, groups as objects, repeats as tables of their own that rows
// link to or, expanded, as arrays. Pure functions.
#pragma once

#include <nlohmann/json.hpp>

#include "sync/endpoint/odata_names.h"
#include "sync/endpoint/odata_select.h"
#include "sync/endpoint/storage/review_storage.h"

namespace pilotage::endpoint {

struct ODataOptions {
  bool expand = false; // repeats inside their rows
  bool wkt = false;    // places as well-known text, else as GeoJSON
  ODataSelection select;
};

struct ODataRow {
  std::string parent; // the key of the row that it belongs to; "" for a submission
  nlohmann::ordered_json json;
};

// The rows of one submission in a table, in the order of the document. `sealed`: its answers are encrypted; only what stands beside them is
// known. Errors: malformed.
Result<std::vector<ODataRow>> odata_rows(const SubmissionRecord& record, const ODataTable& table, const ODataOptions& options, bool sealed);

} // namespace pilotage::endpoint
