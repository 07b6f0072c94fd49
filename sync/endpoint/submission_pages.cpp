#include "sync/endpoint/submission_pages.h"

namespace pilotage::endpoint {

namespace {

constexpr std::int64_t kRows = 500;
constexpr std::int64_t kXmlBytes = std::int64_t{2} << 20;

} // namespace

Result<std::vector<SubmissionRecord>> SubmissionPages::next() {
  auto page = storage_.submission_records(project_, form_id_, before_, kRows, with_ == With::xml ? kXmlBytes : 0);
  if (!page) return std::unexpected(page.error());
  before_ = page->before;
  ended_ = before_ == 0;
  return std::move(page->records);
}

} // namespace pilotage::endpoint
