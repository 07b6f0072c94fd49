#include "forms/xpath/pattern.h"

#include <unicode/regex.h>

#include <algorithm>
#include <list>
#include <memory>
#include <string>

namespace pilotage::forms::xpath {

namespace {

// ICU counts steps of its matching engine in thousands: some tenths of a second.
constexpr int32_t kMostSteps = 200;
constexpr int32_t kMostStack = 8'000'000;

struct Compiled {
  std::string pattern;
  std::unique_ptr<icu::RegexPattern> compiled; // nullptr: not a regular expression
};

// The patterns that this thread used last: a form has few, and asks for them again with every answer.
const Compiled& compiled(std::string_view pattern) {
  constexpr std::size_t kKept = 32;
  thread_local std::list<Compiled> recent;
  const auto found = std::ranges::find(recent, pattern, &Compiled::pattern);
  if (found != recent.end()) {
    recent.splice(recent.begin(), recent, found);
    return recent.front();
  }
  UErrorCode status = U_ZERO_ERROR;
  const auto length = static_cast<int32_t>(std::min<std::size_t>(pattern.size(), 1u << 20));
  std::unique_ptr<icu::RegexPattern> made(
      icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(icu::StringPiece(pattern.data(), length)), 0, status));
  if (U_FAILURE(status) != 0) made.reset();
  recent.push_front({std::string(pattern), std::move(made)});
  if (recent.size() > kKept) recent.pop_back();
  return recent.front();
}

} // namespace

PatternResult find_pattern(std::string_view text, std::string_view pattern) {
  const Compiled& of = compiled(pattern);
  if (!of.compiled) return PatternResult::bad_pattern;
  UErrorCode status = U_ZERO_ERROR;
  const auto length = static_cast<int32_t>(std::min<std::size_t>(text.size(), 1u << 30));
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), length));
  const std::unique_ptr<icu::RegexMatcher> matcher(of.compiled->matcher(wide, status));
  if (U_FAILURE(status) != 0) return PatternResult::too_costly;
  matcher->setTimeLimit(kMostSteps, status);
  matcher->setStackLimit(kMostStack, status);
  const bool found = matcher->find(status) != 0;
  if (U_FAILURE(status) != 0) return PatternResult::too_costly;
  return found ? PatternResult::found : PatternResult::not_found;
}

} // namespace pilotage::forms::xpath
