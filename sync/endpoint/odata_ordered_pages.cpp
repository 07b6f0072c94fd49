#include "sync/endpoint/odata_ordered_pages.h"

#include <algorithm>

#include "sync/endpoint/submission_pages.h"

namespace pilotage::endpoint {

namespace {

// They are fetched one by one; so many are one piece of the answer.
constexpr std::size_t kReadAtOnce = 20;
constexpr std::int64_t kXmlBytes = std::int64_t{2} << 20;

} // namespace

Result<void> OrderedPages::sort() {
  sorted_ = true;
  SubmissionPages pages(storage_, project_, form_id_, SubmissionPages::With::nothing);
  while (!pages.ended()) {
    auto records = pages.next();
    if (!records) return std::unexpected(records.error());
    for (const SubmissionRecord& record : *records)
      if (!filter_ || filter_(record)) places_.push_back({.key = order_.key(record), .sequence = record.first.sequence});
  }
  // Those that are equal stay as they came: the newest first.
  std::ranges::stable_sort(
      places_, [&](const ODataOrder::Key& one, const ODataOrder::Key& other) { return order_.comes_before(one, other); }, &Place::key);
  return {};
}

Result<std::vector<SubmissionRecord>> OrderedPages::next() {
  if (!sorted_)
    if (auto sorted = sort(); !sorted) return std::unexpected(sorted.error());
  std::vector<SubmissionRecord> records;
  for (; at_ < places_.size() && records.size() < kReadAtOnce; ++at_) {
    const std::int64_t sequence = places_[at_].sequence;
    auto page = storage_.submission_records(project_, form_id_, sequence + 1, 1, kXmlBytes);
    if (!page) return std::unexpected(page.error());
    if (!page->records.empty() && page->records.front().first.sequence == sequence) records.push_back(std::move(page->records.front()));
  }
  return records;
}

} // namespace pilotage::endpoint
