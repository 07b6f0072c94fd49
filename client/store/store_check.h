// Examines a store from end to end: the database's structure, the frozen XML against its hashes, journals without gaps, attachments and
// questionnaires against theirs. Reads only, and goes on past what is broken, so that the report is whole.
#pragma once

#include <string>
#include <vector>

#include "client/store/store.h"

namespace pilotage::store {

struct StoreProblem {
  std::string where; // a table, a response's instance id, a file
  std::string what;
};

struct StoreReport {
  int forms = 0, responses = 0, journal_rows = 0, attachments = 0;
  std::vector<StoreProblem> problems;
};

// The store may be opened with `verify` off, so that a damaged one can be examined too.
StoreReport check_store(Store& store);

} // namespace pilotage::store
