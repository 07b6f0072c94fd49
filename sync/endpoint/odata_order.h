// $orderby over what stands beside the answers: "__system/reviewState asc, __system/submissionDate desc" (OData 4.01, URL conventions
// 5.1.4). Null comes before everything else, and after it where the order is descending.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "sync/endpoint/odata_field.h"

namespace pilotage::endpoint {

class ODataOrder {
public:
  static constexpr std::size_t kMostTerms = 5; // as many as there are fields
  // What a record is sorted by: small, because those of all records of a form are held at once.
  using Key = std::array<std::int64_t, kMostTerms>;

  // Errors: malformed, unsupported, limit_exceeded; the message quotes what was not understood.
  static Result<ODataOrder> read(std::string_view text);

  explicit operator bool() const { return !terms_.empty(); }
  Key key(const SubmissionRecord& record) const;
  bool comes_before(const Key& one, const Key& other) const;

private:
  struct Term {
    ODataField field;
    bool descending = false;
  };
  std::vector<Term> terms_;
};

} // namespace pilotage::endpoint
