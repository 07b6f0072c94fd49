#include "sync/endpoint/submission_pages.h"

#include <algorithm>

namespace pilotage::endpoint {

namespace {

constexpr std::int64_t kRows = 500;
constexpr std::int64_t kXmlBytes = std::int64_t{2} << 20;
constexpr std::size_t kAtOnce = 20; // of those that are fetched one by one

} // namespace

Result<std::vector<SubmissionRecord>> SubmissionPages::next() {
  auto page = storage_.submission_records(project_, form_id_, before_, kRows, with_ == With::xml ? kXmlBytes : 0);
  if (!page) return std::unexpected(page.error());
  before_ = page->before;
  ended_ = before_ == 0;
  return std::move(page->records);
}

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
  for (; at_ < places_.size() && records.size() < kAtOnce; ++at_) {
    const std::int64_t sequence = places_[at_].sequence;
    auto page = storage_.submission_records(project_, form_id_, sequence + 1, 1, kXmlBytes);
    if (!page) return std::unexpected(page.error());
    if (!page->records.empty() && page->records.front().first.sequence == sequence) records.push_back(std::move(page->records.front()));
  }
  return records;
}

} // namespace pilotage::endpoint
