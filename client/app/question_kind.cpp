#include "client/app/question_kind.h"

#include <algorithm>
#include <charconv>

#include "client/app/form_pages.h"

namespace pilotage::app {

namespace {

using forms::ControlKind;
using forms::DataType;
using forms::FormSession;
using forms::Item;
using ui::QuestionKind;

bool has_appearance(const FormSession& form, const Item& item, std::string_view word) {
  const std::string_view all = form.appearance(item);
  for (std::size_t at = all.find(word); at != std::string_view::npos; at = all.find(word, at + 1)) {
    const bool begins = at == 0 || all[at - 1] == ' ';
    const std::size_t end = at + word.size();
    if (begins && (end == all.size() || all[end] == ' ' || all[end] == '-')) return true;
  }
  return false;
}

QuestionKind kind_of_input(const FormSession& form, const Item& item) {
  switch (form.data_type(item)) {
  case DataType::integer: return QuestionKind::integer;
  case DataType::decimal: return QuestionKind::decimal;
  case DataType::date: return QuestionKind::date;
  case DataType::string: {
    const bool rows = !form.parameter(item, "rows").empty();
    return rows || has_appearance(form, item, "multiline") ? QuestionKind::long_text : QuestionKind::text;
  }
  case DataType::time: return QuestionKind::time;
  case DataType::date_time: return QuestionKind::date_time;
  case DataType::boolean:
  // A scanner that types what it reads is a keyboard.
  case DataType::barcode: return QuestionKind::text;
  case DataType::geopoint: return QuestionKind::place;
  case DataType::geotrace: return QuestionKind::trace;
  case DataType::geoshape: return QuestionKind::area;
  case DataType::binary:
  case DataType::select:
  case DataType::select_one:
  case DataType::rank:
  case DataType::intent: break;
  }
  return QuestionKind::unsupported;
}

double number(std::string_view text, double otherwise) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? value : otherwise;
}

std::vector<ui::ChoiceShown> choices_shown(const FormSession& form, const Item& item, std::string_view value) {
  std::vector<ui::ChoiceShown> shown;
  const std::string list = " " + std::string(value) + " ";
  for (const forms::Choice& choice : form.choices(item))
    shown.push_back(
        {choice.value, choice.label.empty() ? choice.value : choice.label, list.find(" " + choice.value + " ") != std::string::npos});
  return shown;
}

} // namespace

QuestionKind question_kind(const FormSession& form, const Item& item) {
  switch (form.control_kind(item)) {
  case ControlKind::input: return is_note(form, item) ? QuestionKind::note : kind_of_input(form, item);
  case ControlKind::select_one: return QuestionKind::select_one;
  case ControlKind::select_multiple: return QuestionKind::select_many;
  case ControlKind::range: return QuestionKind::range;
  case ControlKind::trigger: return QuestionKind::trigger;
  case ControlKind::rank: return QuestionKind::rank;
  case ControlKind::upload: return QuestionKind::file;
  case ControlKind::group:
  case ControlKind::repeat: break;
  }
  return QuestionKind::unsupported;
}

// XLSForm turns a note into an input that cannot be answered.
bool is_note(const FormSession& form, const Item& item) {
  return form.control_kind(item) == ControlKind::input && form.data_type(item) == DataType::string && form.state(item.node).readonly;
}

ui::QuestionShown question_shown(const FormSession& form, const Item& item) {
  const forms::Text text = form.text(item);
  const forms::NodeState state = form.state(item.node);
  ui::QuestionShown shown;
  shown.ref = form.ref(item.node);
  shown.kind = question_kind(form, item);
  shown.label = text.label;
  shown.hint = text.hint;
  shown.guidance = text.guidance;
  shown.value = form.value(item.node);
  shown.required = state.required;
  shown.readonly = state.readonly;
  for (const std::string_view word : {"likert", "columns", "horizontal", "horizontal-compact", "columns-pack", "compact"})
    shown.cells = shown.cells || has_appearance(form, item, word);
  if (shown.kind == QuestionKind::select_one || shown.kind == QuestionKind::select_many || shown.kind == QuestionKind::rank)
    shown.choices = choices_shown(form, item, shown.value);
  if (shown.kind == QuestionKind::range) {
    shown.range_start = number(form.parameter(item, "start"), 0);
    shown.range_end = number(form.parameter(item, "end"), 10);
    shown.range_step = number(form.parameter(item, "step"), 1);
  }
  return shown;
}

} // namespace pilotage::app
