#include "forms/xlsform/select_questions.h"

#include <algorithm>

#include "forms/xlsform/references.h"
#include "forms/xlsform/sheet_names.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

bool is_path_step(std::string_view name) {
  return !name.empty() && is_nc_name(name) &&
         std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

class SelectReader {
public:
  SelectReader(const QuestionDraft& draft, const RowType& type) : draft_(draft), type_(type), element_(draft.element) {}

  void read() {
    element_.type = type_.what;
    element_.question = find_question_type(type_.what);
    element_.itemset = type_.list_name;
    const std::string_view appearance = element_.control.get("appearance");
    const std::size_t search = appearance.find("search(");
    element_.uses_search = search != std::string_view::npos && appearance.find(')', search) != std::string_view::npos;
    const bool external = type_.what == "select one external";
    if (external) {
      check_external();
    } else if (type_.from_file || !list_file_ending(type_.list_name).empty()) {
      check_file();
    } else if (!has_reference(type_.list_name)) {
      check_list();
    }
    if (type_.or_other) add_other();
    read_parameters();
  }

private:
  void check_external() {
    element_.query = type_.list_name;
    element_.itemset = {};
    const Choices& lists = draft_.source.external_choices;
    if (lists.empty()) {
      draft_.error({"type"},
                   cat({"the workbook has no sheet external_choices with the list \"", type_.list_name, "\"",
                        similar_sheets(draft_.source.workbook, "external_choices")}),
                   "add the sheet, with the columns list_name and name");
    } else if (lists.find(type_.list_name) == nullptr) {
      draft_.error({"type"}, cat({"the sheet external_choices has no list \"", type_.list_name, "\""}),
                   "add the list, or correct its name here");
    }
    if (element_.choice_filter.empty()) {
      draft_.warning({"choice_filter"}, "a select_one_external without a filter shows all places at once",
                     "write a choice_filter, or use select_one");
    }
  }

  void check_file() {
    const std::string_view file = type_.list_name;
    const std::string_view ending = list_file_ending(file);
    const bool one_point = std::count(file.begin(), file.end(), '.') == 1;
    if (type_.from_file && (ending.empty() || !one_point)) {
      draft_.error({"type"}, cat({"\"", file, "\" is no file that a question can choose from"}),
                   "use a file whose name ends with .csv, .xml or .geojson, without other points in it");
    }
    if (element_.uses_search) {
      draft_.error({"control", "appearance"}, "search() does not work on choices that come from a file",
                   "remove search(), or use select_one or select_multiple with a list");
    }
  }

  void check_list() {
    Choices& choices = draft_.source.choices;
    ChoiceList* const list = choices.find(type_.list_name);
    if (list == nullptr) {
      report_missing_list();
      return;
    }
    list->used = true;
    if (type_.what != "select all that apply") return;
    for (const std::size_t row : list->rows) {
      const std::string_view name = choices.name(row);
      if (name.find(' ') == std::string_view::npos) continue;
      draft_.source.problems.error(
          {"choices", Sheet::row_number(row), "name"},
          cat({"the choice \"", name, "\" has a space in its name, and select_multiple separates answers by spaces"}),
          "write _ instead of the space");
    }
  }

  void report_missing_list() const {
    const Choices& choices = draft_.source.choices;
    if (choices.empty()) {
      draft_.error(
          {"type"},
          cat({"there is no choices sheet with the list \"", type_.list_name, "\"", similar_sheets(draft_.source.workbook, "choices")}),
          "add a sheet named choices, with the columns list_name, name and label");
      return;
    }
    std::string_view similar;
    for (const ChoiceList& list : choices.lists()) {
      if (lower(list.name) == lower(type_.list_name) || edit_distance(list.name, type_.list_name) <= 2) similar = list.name;
    }
    draft_.error({"type"}, cat({"the choices sheet has no list \"", type_.list_name, "\""}),
                 similar.empty() ? std::string("add the list, or correct its name here") : cat({"did you mean \"", similar, "\"?"}));
  }

  void add_other() {
    if (!element_.choice_filter.empty())
      draft_.error({"choice_filter"}, "or_other does not work together with a choice filter",
                   "add a choice \"other\" to the list yourself");
    ChoiceList* const list = draft_.source.choices.find(type_.list_name);
    if (list == nullptr) {
      if (has_reference(type_.list_name) || !list_file_ending(type_.list_name).empty()) {
        draft_.error({"type"}, "or_other needs a list on the choices sheet", "remove or_other, and offer \"other\" among the choices");
      }
      return;
    }
    const bool has_other =
        std::any_of(list->rows.begin(), list->rows.end(), [this](std::size_t row) { return draft_.source.choices.name(row) == "other"; });
    list->has_added_other = list->has_added_other || !has_other;
  }

  void read_parameters() {
    if (type_.from_file) {
      draft_.parameters.accept({"randomize", "seed", "value", "label"}, draft_.parameters_place(), draft_.source.problems);
    } else {
      draft_.parameters.accept({"randomize", "seed"}, draft_.parameters_place(), draft_.source.problems);
    }
    Attributes randomize;
    draft_.copy_if_one_of("randomize", randomize, "randomize", {"true", "false"});
    element_.randomize = randomize.get("randomize") == "true";
    if (const auto seed = draft_.parameters.get("seed")) {
      element_.seed = draft_.keep(*seed);
      if (!draft_.parameters.has("randomize")) {
        draft_.error({"parameters"}, "a seed without randomize does nothing", "add randomize=true, or remove the seed");
      } else if (!is_reference(*seed) && !is_number(*seed)) {
        draft_.error({"parameters"}, cat({"the seed \"", *seed, "\" is neither a number nor a question"}),
                     "write a number, or a question as ${name}");
      }
    }
    element_.value_ref = step("value");
    element_.label_ref = step("label");
  }

  std::string_view step(std::string_view parameter) const {
    const auto name = draft_.parameters.get(parameter);
    if (!name) return {};
    if (!is_path_step(*name)) {
      draft_.error({"parameters"}, cat({parameter, " is \"", *name, "\", which cannot be the name of a column or element"}),
                   "let it begin with a letter or _, and then use letters, digits, _, - and . only");
    }
    return draft_.keep(*name);
  }

  const QuestionDraft& draft_;
  const RowType& type_;
  Element& element_;
};

} // namespace

void complete_select(const QuestionDraft& draft, const RowType& type) { SelectReader(draft, type).read(); }

std::unique_ptr<Element> specify_other(const Element& select, TextArena& arena) {
  auto question = std::make_unique<Element>();
  question->row = select.row;
  question->type = "text";
  question->question = find_question_type("text");
  question->name = arena.keep(cat({select.name, "_other"}));
  question->label.plain = "Specify other.";
  question->bind.set("relevant", arena.keep(cat({"selected(../", select.name, ", 'other')"})));
  return question;
}

} // namespace pilotage::forms::xlsform
