// The audit log: which question was shown when, and what it may record besides (ODK XForms, "Audit").
#include <charconv>

#include "forms/xlsform/question_draft.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kPriority = "location-priority";
constexpr std::string_view kInterval = "location-min-interval";
constexpr std::string_view kAge = "location-max-age";

std::optional<long long> seconds(const QuestionDraft& draft, std::string_view parameter) {
  const std::string_view text = draft.parameters.get(parameter).value_or("");
  long long value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= 0) return value;
  draft.error({"parameters"}, cat({parameter, " is \"", text, "\", which is no number of seconds"}),
              "write a whole number of seconds, 0 or more");
  return std::nullopt;
}

void complete_location(const QuestionDraft& draft) {
  const bool all = draft.parameters.has(kPriority) && draft.parameters.has(kInterval) && draft.parameters.has(kAge);
  if (!all) {
    draft.error({"parameters"}, "an audit with places needs location-priority, location-min-interval and location-max-age",
                "write all three, or none");
    return;
  }
  Attributes& bind = draft.element.bind;
  draft.copy_if_one_of(kPriority, bind, "odk:location-priority", {"no-power", "low-power", "balanced", "high-accuracy"});
  const auto interval = seconds(draft, kInterval);
  const auto age = seconds(draft, kAge);
  if (interval && age && *age < *interval) {
    draft.error({"parameters"}, "location-max-age is less than location-min-interval", "make it at least as long");
  }
  bind.set("odk:location-min-interval", draft.keep(*draft.parameters.get(kInterval)));
  bind.set("odk:location-max-age", draft.keep(*draft.parameters.get(kAge)));
}

} // namespace

void complete_audit(const QuestionDraft& draft) {
  Element& element = draft.element;
  if (!element.name.empty() && element.name != "audit") {
    draft.error({"name"}, cat({"an audit is always named audit, not \"", element.name, "\""}), "leave its name empty");
  }
  element.name = "audit";
  draft.parameters.accept({kPriority, kInterval, kAge, "track-changes", "identify-user", "track-changes-reasons"}, draft.parameters_place(),
                          draft.source.problems);
  draft.copy_if_one_of("track-changes", element.bind, "odk:track-changes", {"true", "false"});
  draft.copy_if_one_of("track-changes-reasons", element.bind, "odk:track-changes-reasons", {"on-form-edit"});
  draft.copy_if_one_of("identify-user", element.bind, "odk:identify-user", {"true", "false"});
  if (draft.parameters.has(kPriority) || draft.parameters.has(kInterval) || draft.parameters.has(kAge)) complete_location(draft);
}

} // namespace pilotage::forms::xlsform
