#include "sync/endpoint/odata_order.h"

#include <algorithm>
#include <limits>
#include <string>

#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

// The texts are review states: their places in the order of the alphabet.
std::int64_t sortable(const ODataValue& value) {
  static constexpr std::array<std::string_view, 4> kStates = {"approved", "edited", "hasIssues", "rejected"};
  switch (value.kind) {
  case ODataValue::Kind::null: break;
  case ODataValue::Kind::number: return value.number;
  case ODataValue::Kind::text: return std::ranges::find(kStates, value.text) - kStates.begin();
  }
  return std::numeric_limits<std::int64_t>::min();
}

} // namespace

Result<ODataOrder> ODataOrder::read(std::string_view text) {
  const auto refuse = [](std::string_view word) {
    return fail(ErrorCode::unsupported, "In an $orderby, \"" + std::string(word.substr(0, 100)) + "\" is not understood here.");
  };
  ODataOrder order;
  for (bool more = true; more;) {
    std::string_view term = text.substr(0, text.find(','));
    more = term.size() < text.size();
    text.remove_prefix(std::min(term.size() + 1, text.size()));
    const std::string_view path = take_word(term);
    const std::string_view direction = take_word(term);
    const std::string_view rest = take_word(term);
    if (path.empty()) return fail(ErrorCode::malformed, "The $orderby names nothing to order by.");
    auto field = odata_field(path);
    if (!field) return refuse(path);
    const bool descending = sync::equal_ignoring_case(direction, "desc");
    if (!descending && !direction.empty() && !sync::equal_ignoring_case(direction, "asc")) return refuse(direction);
    if (!rest.empty()) return refuse(rest);
    if (order.terms_.size() == kMostTerms) return fail(ErrorCode::limit_exceeded, "The $orderby has too many terms.");
    order.terms_.push_back({.field = *std::move(field), .descending = descending});
  }
  return order;
}

ODataOrder::Key ODataOrder::key(const SubmissionRecord& record) const {
  Key key{};
  for (std::size_t i = 0; i < terms_.size(); ++i) key[i] = sortable(terms_[i].field(record));
  return key;
}

bool ODataOrder::comes_before(const Key& one, const Key& other) const {
  for (std::size_t i = 0; i < terms_.size(); ++i)
    if (one[i] != other[i]) return terms_[i].descending ? one[i] > other[i] : one[i] < other[i];
  return false;
}

} // namespace pilotage::endpoint
