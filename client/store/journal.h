// The journal of a response: one row for each step of the person who fills it, appended and never changed. A row is on the disk when
// append() returns. Replaying the rows on the response's starting instance gives the same running form, because each row holds
// the clock and the random seed that its step saw. Values are sealed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/ids.h"
#include "client/store/store.h"

namespace pilotage::store {

// The numbers are in the database: add, never change.
enum class StepKind {
  answer = 1,        // ref, value
  add_repeat = 2,    // ref of the repeat
  remove_repeat = 3, // ref of the instance
  set_language = 4,  // value
  undo = 5,          // takes the last answer or repeat step back
  redo = 6,          // does the step that was taken back last again
  comment = 7,       // ref, value: a remark beside a question; the last one counts, "" removes it
};
std::string_view name(StepKind kind); // "answer"

struct JournalRow {
  std::int64_t sequence = 0; // 1, 2, 3 … within the response
  StepKind kind = StepKind::answer;
  std::string ref = {};
  std::string value = {};
  std::int64_t time = 0; // milliseconds since 1970 UTC
  int utc_offset = 0;    // seconds
  std::uint64_t seed = 0;
};

class Journal {
public:
  explicit Journal(Store& store) : store_(store) {}

  // All rows in one transaction, which also notes language, name and time of change in the response. Errors: conflict (the response is no
  // draft any more, or another program has written rows of these sequence numbers: open the response again).
  Result<void> append(ResponseId response, std::span<const JournalRow> rows, std::string_view instance_name = {});
  Result<std::vector<JournalRow>> rows(ResponseId response) const;

private:
  Store& store_;
};

} // namespace pilotage::store
