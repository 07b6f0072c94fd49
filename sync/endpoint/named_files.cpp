#include "sync/endpoint/named_files.h"

#include <utility>
#include <vector>

namespace pilotage::endpoint {

namespace {

constexpr std::int64_t kNamesAtOnce = 1000;
constexpr std::string_view kNamedFiles = "SELECT sha256, max(size) FROM ("
                                         "SELECT sha256, size FROM submission_file UNION ALL SELECT sha256, size FROM form_file "
                                         "UNION ALL SELECT sha256, size FROM form_draft_file "
                                         "UNION ALL SELECT sha256, size FROM draft_submission_file) f "
                                         "WHERE sha256>? GROUP BY sha256 ORDER BY sha256 LIMIT ?";

} // namespace

void each_named_file(Database& database, const std::function<void(const std::string& sha256, std::uint64_t size)>& see) {
  std::string last; // no hash is empty
  while (true) {
    std::vector<std::pair<std::string, std::uint64_t>> page;
    for (Query row = database.query(kNamedFiles, last, kNamesAtOnce); row.next();)
      page.emplace_back(row.text(0), static_cast<std::uint64_t>(row.integer(1)));
    if (page.empty()) return;
    for (const auto& [sha256, size] : page) see(sha256, size);
    last = page.back().first;
  }
}

} // namespace pilotage::endpoint
