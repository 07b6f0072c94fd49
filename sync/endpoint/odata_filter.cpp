#include "sync/endpoint/odata_filter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sync/endpoint/moment.h"
#include "sync/endpoint/odata_field.h"

namespace pilotage::endpoint {

namespace {

constexpr int kDepth = 50; // of brackets and nots

using Part = int std::tm::*;
std::optional<Part> date_part(std::string_view function) {
  static constexpr std::array<std::pair<std::string_view, Part>, 6> kParts = {{{"year", &std::tm::tm_year},
                                                                               {"month", &std::tm::tm_mon},
                                                                               {"day", &std::tm::tm_mday},
                                                                               {"hour", &std::tm::tm_hour},
                                                                               {"minute", &std::tm::tm_min},
                                                                               {"second", &std::tm::tm_sec}}};
  const auto* found = std::ranges::find(kParts, function, &std::pair<std::string_view, Part>::first);
  return found == kParts.end() ? std::nullopt : std::optional(found->second);
}

ODataField part_of_date(ODataField date, Part part) {
  const int first = part == &std::tm::tm_year ? 1900 : (part == &std::tm::tm_mon ? 1 : 0);
  return [date = std::move(date), part, first](const SubmissionRecord& record) {
    const ODataValue moment = date(record);
    if (moment.kind != ODataValue::Kind::number) return ODataValue();
    const std::time_t seconds = moment.number / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return ODataValue::of(parts.*part + first);
  };
}

bool compare(std::string_view how, const ODataValue& left, const ODataValue& right) {
  if (left.kind != right.kind) return how == "ne"; // null, too, is equal to nothing but null
  const auto order = left.kind == ODataValue::Kind::text ? left.text <=> right.text : left.number <=> right.number;
  if (how == "eq") return order == 0;
  if (how == "ne") return order != 0;
  if (left.kind == ODataValue::Kind::null) return false;
  if (how == "lt") return order < 0;
  if (how == "le") return order <= 0;
  if (how == "gt") return order > 0;
  return order >= 0;
}

class FilterReader {
public:
  FilterReader(std::string_view text, std::int64_t now) : rest_(text), now_(now) {}

  Result<ODataFilter> whole() {
    auto filter = either(0);
    if (filter && !next().empty()) return refuse(take());
    return filter;
  }

private:
  std::unexpected<Error> refuse(std::string_view word) const {
    if (word.empty()) return fail(ErrorCode::malformed, "The $filter ends too early.");
    return fail(ErrorCode::unsupported, "In a $filter, \"" + std::string(word.substr(0, 100)) + "\" is not understood here.");
  }

  // The word that comes next: a bracket, a comma, a quoted text, or what stands up to a blank or bracket. "" at the end.
  std::string_view next() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
    if (rest_.empty()) return {};
    if (rest_.front() == '(' || rest_.front() == ')' || rest_.front() == ',') return rest_.substr(0, 1);
    if (rest_.front() == '\'') return rest_.substr(0, std::min(rest_.find('\'', 1), rest_.size() - 1) + 1);
    return rest_.substr(0, rest_.find_first_of(" (),"));
  }
  std::string_view take() {
    const std::string_view word = next();
    rest_.remove_prefix(word.size());
    return word;
  }
  bool take_if(std::string_view word) {
    if (next() != word) return false;
    take();
    return true;
  }

  Result<ODataFilter> either(int depth) {
    auto filter = both(depth);
    while (filter && take_if("or")) {
      auto other = both(depth);
      if (!other) return other;
      filter = [a = std::move(*filter), b = std::move(*other)](const SubmissionRecord& record) { return a(record) || b(record); };
    }
    return filter;
  }

  Result<ODataFilter> both(int depth) {
    auto filter = single(depth);
    while (filter && take_if("and")) {
      auto other = single(depth);
      if (!other) return other;
      filter = [a = std::move(*filter), b = std::move(*other)](const SubmissionRecord& record) { return a(record) && b(record); };
    }
    return filter;
  }

  Result<ODataFilter> single(int depth) {
    if (depth > kDepth) return fail(ErrorCode::limit_exceeded, "The $filter is nested too deeply.");
    if (take_if("not")) {
      auto filter = single(depth + 1);
      if (!filter) return filter;
      return [inner = std::move(*filter)](const SubmissionRecord& record) { return !inner(record); };
    }
    if (take_if("(")) {
      auto filter = either(depth + 1);
      if (filter && !take_if(")")) return refuse(take());
      return filter;
    }
    return comparison();
  }

  Result<ODataFilter> comparison() {
    auto left = operand();
    if (!left) return std::unexpected(left.error());
    const std::string how(take());
    static constexpr std::array<std::string_view, 6> kComparisons = {"eq", "ne", "lt", "le", "gt", "ge"};
    if (std::ranges::find(kComparisons, how) == kComparisons.end()) return refuse(how);
    auto right = operand();
    if (!right) return std::unexpected(right.error());
    return
        [how, a = std::move(*left), b = std::move(*right)](const SubmissionRecord& record) { return compare(how, a(record), b(record)); };
  }

  // A function of a date, or a plain operand.
  Result<ODataField> operand() {
    const auto part = date_part(next());
    if (!part) return plain_operand();
    take();
    if (!take_if("(")) return refuse(take());
    auto date = plain_operand();
    if (!date) return date;
    if (!take_if(")")) return refuse(take());
    return part_of_date(std::move(*date), *part);
  }

  Result<ODataField> plain_operand() {
    const std::string_view word = take();
    if (word == "null") return [](const SubmissionRecord&) { return ODataValue(); };
    if (word.size() >= 2 && word.starts_with('\'') && word.ends_with('\''))
      return constant(ODataValue::of(word.substr(1, word.size() - 2)));
    if (auto read = odata_field(word)) return *std::move(read);
    if (word == "now" && take_if("(")) return take_if(")") ? Result<ODataField>(constant(ODataValue::of(now_))) : refuse(take());
    std::int64_t integer = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), integer);
    if (!word.empty() && read.ec == std::errc() && read.ptr == word.data() + word.size()) return constant(ODataValue::of(integer));
    if (const auto moment = milliseconds_of(word)) return constant(ODataValue::of(*moment));
    return refuse(word);
  }

  static ODataField constant(ODataValue value) {
    return [value = std::move(value)](const SubmissionRecord&) { return value; };
  }

  std::string_view rest_;
  std::int64_t now_;
};

} // namespace

Result<ODataFilter> read_odata_filter(std::string_view text, std::int64_t now) { return FilterReader(text, now).whole(); }

} // namespace pilotage::endpoint
