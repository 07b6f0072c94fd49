#include "sync/endpoint/storage/sqlite_cache.h"

#include <fmt/format.h>

#include <algorithm>

namespace pilotage::endpoint {

namespace {

// Pages of 4 KB. The index is some fiftieth of a store of small responses, and as many pages of rows pass through the cache until one of
// its pages is touched again: a twenty-fifth is the least. At a million (store_growth, one run each) 48,000 pages were slower than 64,000.
constexpr std::int64_t kLeast = 4'000;
constexpr std::int64_t kMost = 64'000;
constexpr std::int64_t kShare = 16;

} // namespace

void fit_cache(SqliteDatabase& database) {
  std::int64_t pages = 0;
  if (Query query = database.query("PRAGMA page_count"); query.next()) pages = query.integer(0);
  database.execute(fmt::format("PRAGMA cache_size={}", std::clamp(pages / kShare, kLeast, kMost)).c_str());
}

} // namespace pilotage::endpoint
