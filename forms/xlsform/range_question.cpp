// Numbers chosen on a scale: from, to, in which steps, and which of them are marked (ODK XForms, "range").
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "forms/xlsform/question_draft.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

// A decimal number exactly, in billionths: whether 0.3 is a multiple of 0.1 must not depend on binary fractions.
struct Decimal {
  std::int64_t billionths = 0;
  static constexpr std::int64_t kOne = 1'000'000'000;

  bool is_whole() const { return billionths % kOne == 0; }
};

// Nothing where it is no number, has more than nine decimals, or is beyond nine billion.
std::optional<Decimal> parse_decimal(std::string_view text) {
  if (!is_number(text)) return std::nullopt;
  std::string digits(text);
  int exponent = 0;
  if (const std::size_t e = digits.find_first_of("eE"); e != std::string::npos) {
    exponent = std::clamp(std::atoi(digits.c_str() + e + 1), -20, 20);
    digits.resize(e);
  }
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.erase(0, 1);
  const std::size_t point = digits.find('.');
  int shift = 9 + exponent;
  if (point != std::string::npos) {
    shift -= static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  for (; shift < 0 && digits.ends_with('0'); ++shift) digits.pop_back();
  if (shift < 0 && digits.find_first_not_of('0') != std::string::npos) return std::nullopt;
  digits.append(static_cast<std::size_t>(std::max(shift, 0)), '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return Decimal{negative ? -value : value};
}

class RangeReader {
public:
  explicit RangeReader(const QuestionDraft& draft) : draft_(draft), element_(draft.element) {}

  void read() {
    draft_.parameters.accept({"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"}, draft_.parameters_place(),
                             draft_.source.problems);
    check_appearance();
    start_ = number("start", "1");
    end_ = number("end", "10");
    step_ = number("step", "1");
    tick_ = number("tick_interval", {});
    placeholder_ = number("placeholder", {});
    if (!start_ || !end_ || !step_) return;
    low_ = std::min(start_->billionths, end_->billionths);
    high_ = std::max(start_->billionths, end_->billionths);
    const bool steps = check_step("step", *step_);
    if (tick_ && check_step("tick_interval", *tick_) && steps && tick_->billionths % step_->billionths != 0) {
      fail("tick_interval is no multiple of step", "make it two, three … times the step");
    }
    if (placeholder_ && steps) check_placeholder();
    if (const auto list = draft_.parameters.get("tick_labelset")) check_labels(*list, steps);
    set_type();
  }

private:
  void fail(std::string message, std::string remedy) const { draft_.error({"parameters"}, std::move(message), std::move(remedy)); }

  void check_appearance() const {
    const std::string_view appearance = element_.control.get("appearance");
    constexpr std::array<std::string_view, 5> kWithTicks = {"", "vertical", "no-ticks", "vertical no-ticks", "no-ticks vertical"};
    if (std::find(kWithTicks.begin(), kWithTicks.end(), appearance) != kWithTicks.end()) return;
    for (const std::string_view parameter : {"tick_interval", "placeholder", "tick_labelset"}) {
      if (draft_.parameters.has(parameter)) {
        fail(cat({"the appearance \"", appearance, "\" has no ", parameter}),
             "remove it, or use the appearance vertical, no-ticks or none");
      }
    }
  }

  std::optional<Decimal> number(std::string_view parameter, std::string_view otherwise) {
    const std::string_view text = draft_.parameters.get(parameter).value_or(otherwise);
    if (text.empty()) return std::nullopt;
    const std::optional<Decimal> value = parse_decimal(text);
    if (!value)
      fail(cat({parameter, " is \"", text, "\", which is no number that a range can have"}), "write a number with at most nine decimals");
    element_.parameters.set(parameter == "tick_interval" ? "odk:tick-interval"
                            : parameter == "placeholder" ? "odk:placeholder"
                                                         : parameter,
                            draft_.keep(text));
    return value;
  }

  bool check_step(std::string_view parameter, Decimal value) const {
    if (value.billionths == 0) {
      fail(cat({parameter, " is 0"}), "write a number greater than 0");
    } else if (value.billionths > high_ - low_) {
      fail(cat({parameter, " is larger than the whole range"}), "make it smaller than what lies between start and end");
    } else {
      return true;
    }
    return false;
  }

  void check_placeholder() const {
    if ((placeholder_->billionths - start_->billionths) % step_->billionths != 0) {
      fail("the placeholder lies between two steps", "let it be start plus a multiple of step");
    }
    if (placeholder_->billionths < low_ || placeholder_->billionths > high_)
      fail("the placeholder lies outside the range", "let it lie between start and end");
  }

  void check_labels(std::string_view list_name, bool steps) {
    ChoiceList* const list = draft_.source.choices.find(list_name);
    if (list == nullptr) {
      fail(cat({"tick_labelset names the list \"", list_name, "\", which the choices sheet does not have"}),
           "add the list, or correct its name");
      return;
    }
    list->used = true;
    element_.itemset = draft_.keep(list_name);
    std::vector<std::int64_t> marks;
    for (const std::size_t row : list->rows) {
      const std::optional<Decimal> value = parse_decimal(draft_.source.choices.name(row));
      if (!value) {
        fail(cat({"the choice \"", draft_.source.choices.name(row), "\" of tick_labelset is no number"}),
             "name its choices by the numbers that they label");
        return;
      }
      check_label(*value, steps);
      if (std::find(marks.begin(), marks.end(), value->billionths) == marks.end()) marks.push_back(value->billionths);
    }
    const std::string_view appearance = element_.control.get("appearance");
    if (appearance.find("no-ticks") == std::string_view::npos) return;
    const bool both_ends = marks.size() == 2 && std::min(marks[0], marks[1]) == low_ && std::max(marks[0], marks[1]) == high_;
    if (!both_ends) fail("a range without ticks has labels at both ends only", "give tick_labelset two choices, named by start and end");
  }

  void check_label(Decimal value, bool steps) const {
    if (value.billionths < low_ || value.billionths > high_) {
      fail("a choice of tick_labelset lies outside the range", "name its choices by numbers between start and end");
    } else if (steps && tick_ && tick_->billionths != 0 && (value.billionths - start_->billionths) % tick_->billionths != 0) {
      fail("a choice of tick_labelset lies between two ticks", "name its choices by start plus multiples of tick_interval");
    } else if (steps && (value.billionths - start_->billionths) % step_->billionths != 0) {
      fail("a choice of tick_labelset lies between two steps", "name its choices by start plus multiples of step");
    }
  }

  // A range counts in whole numbers until one of its own is not.
  void set_type() {
    for (const auto& value : {start_, end_, step_, tick_, placeholder_}) {
      if (value && !value->is_whole()) element_.bind.set("type", "decimal");
    }
  }

  const QuestionDraft& draft_;
  Element& element_;
  std::optional<Decimal> start_;
  std::optional<Decimal> end_;
  std::optional<Decimal> step_;
  std::optional<Decimal> tick_;
  std::optional<Decimal> placeholder_;
  std::int64_t low_ = 0;
  std::int64_t high_ = 0;
};

} // namespace

void complete_range(const QuestionDraft& draft) { RangeReader(draft).read(); }

} // namespace pilotage::forms::xlsform
