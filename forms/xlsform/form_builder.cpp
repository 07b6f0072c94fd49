#include "forms/xlsform/form_builder.h"

#include <algorithm>
#include <string>
#include <vector>

#include "forms/xlsform/expression_tokens.h"
#include "forms/xlsform/flat_layout.h"
#include "forms/xlsform/loops.h"
#include "forms/xlsform/question_draft.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/row_type.h"
#include "forms/xlsform/select_questions.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/triggers.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

// A group, repeat or loop whose end has not come yet.
struct OpenSection {
  Element* element = nullptr;
  std::string_view what; // "group", "repeat", "loop"; empty for the survey
  int row = 0;
  const ChoiceList* loop_list = nullptr;
};

// The selects of a group with the appearance table-list share one list, and a row above them shows its labels.
struct TableList {
  bool open = false;
  std::string_view list_name;
};

class FormBuilder {
public:
  explicit FormBuilder(FormSource& source) : source_(source), survey_(std::make_unique<Element>()) {
    survey_->kind = Element::Kind::survey;
    survey_->type = "survey";
    survey_->name = source.settings.root_name;
    meta_ = std::make_unique<Element>();
    meta_->kind = Element::Kind::group;
    meta_->type = "group";
    meta_->name = "meta";
    meta_->bodyless = true;
    open_.push_back({survey_.get(), {}, 0, nullptr});
  }

  std::unique_ptr<Element> build() {
    for (std::size_t i = 0; i < source_.survey.rows(); ++i) {
      SurveyRow row = source_.survey.row(i);
      add_row(row);
    }
    report_open_sections();
    if (source_.settings.flat) flatten(*survey_, source_.arena());
    add_meta();
    return std::move(survey_);
  }

private:
  Place place(int row, const ColumnPath& path) const { return source_.survey.place(row, path); }
  void error(int row, const ColumnPath& path, std::string message, std::string remedy) const {
    source_.problems.error(place(row, path), std::move(message), std::move(remedy));
  }
  void warning(int row, const ColumnPath& path, std::string message, std::string remedy) const {
    source_.problems.warning(place(row, path), std::move(message), std::move(remedy));
  }
  std::string_view keep(std::string_view text) const { return source_.arena().keep(text); }
  Element& section() const { return *open_.back().element; }
  bool in_repeat() const {
    return std::any_of(open_.begin(), open_.end(), [](const OpenSection& open) { return open.what == "repeat"; });
  }

  void add_row(SurveyRow& row);
  bool has_type(const SurveyRow& row) const;
  void read_default(SurveyRow& row) const;
  void add_audit(SurveyRow& row, const Parameters& parameters);
  bool take_name(SurveyRow& row) const;
  void begin(SurveyRow& row, const RowType& type);
  void set_repeat_count(Element& repeat);
  void begin_table_list(Element& group);
  void end(const SurveyRow& row, const RowType& type);
  void add_select(SurveyRow& row, const Parameters& parameters, const RowType& type);
  void join_table_list(Element& select);
  void add_plain(SurveyRow& row, const Parameters& parameters);
  void complete_plain(const QuestionDraft& draft) const;
  void report_unknown_type(const Element& element) const;
  void report_open_sections() const;
  void add_meta();

  FormSource& source_;
  std::unique_ptr<Element> survey_;
  std::unique_ptr<Element> meta_;
  std::vector<OpenSection> open_;
  TableList table_list_;
};

void FormBuilder::add_row(SurveyRow& row) {
  Element& element = *row.element;
  if (row.has_disabled) {
    warning(row.number, {"disabled"}, "the column \"disabled\" is no longer part of XLSForm", "use the column relevant, or delete the row");
    if (means_yes(row.disabled)) return;
  }
  if (row.is_empty || !has_type(row)) return;
  if (apply_setting_row(element.type, element.name, source_.settings)) return;
  read_triggers(row, source_);
  read_default(row);
  const Parameters parameters = Parameters::parse(row.parameters, place(row.number, {"parameters"}), source_.problems);
  if (element.type == "audit") return add_audit(row, parameters);
  const RowType type = parse_row_type(element.type);
  if (type.kind == RowType::Kind::end) return end(row, type);
  if (!take_name(row)) return;
  if (type.kind == RowType::Kind::begin) {
    begin(row, type);
  } else if (type.kind == RowType::Kind::select) {
    add_select(row, parameters, type);
  } else if (type.kind == RowType::Kind::osm) {
    element.type = "osm";
    element.question = find_question_type("osm");
    complete_osm({element, parameters, source_}, type.list_name);
    source_.entities.add_row(element, section(), place(row.number, {"bind", "entities:saveto"}));
    section().add(std::move(row.element));
  } else {
    add_plain(row, parameters);
  }
}

bool FormBuilder::has_type(const SurveyRow& row) const {
  const Element& element = *row.element;
  if (!element.type.empty()) return true;
  if (element.name.empty() && element.label.empty()) {
    warning(row.number, {}, "the row has neither type nor name nor label, and is left out", "delete it, or put notes into another sheet");
  } else {
    error(row.number, {"type"}, "the question has no type", "write what kind of question it is: text, integer, select_one …");
  }
  return false;
}

void FormBuilder::read_default(SurveyRow& row) const {
  Element& element = *row.element;
  if (!is_dynamic_default(element.default_value, element.type)) return;
  element.dynamic_default = true;
  element.actions.push_back({"setvalue", "odk-instance-first-load", {}, {}});
  if (in_repeat()) element.actions.push_back({"setvalue", "odk-new-repeat", {}, {}});
}

void FormBuilder::add_audit(SurveyRow& row, const Parameters& parameters) {
  row.element->question = find_question_type("audit");
  complete_audit({*row.element, parameters, source_});
  meta_->add(std::move(row.element));
}

bool FormBuilder::take_name(SurveyRow& row) const {
  Element& element = *row.element;
  if (element.name.empty() && element.type == "note") element.name = keep("generated_note_name_" + std::to_string(row.number));
  if (element.name.empty()) {
    error(row.number, {"name"}, "the row has no name", "give the question or group a name, which no other beside it has");
    return parse_row_type(element.type).kind == RowType::Kind::begin;
  }
  if (is_xml_name(element.name)) return true;
  const bool spaces = element.name.find(' ') != std::string_view::npos;
  error(row.number, {"name"}, cat({"\"", element.name, "\" cannot be a name", spaces ? ", because it has a space in it" : ""}),
        "let it begin with a letter or _, and then use letters, digits, _, - and . only");
  return true;
}

void FormBuilder::begin(SurveyRow& row, const RowType& type) {
  Element& element = *row.element;
  element.kind = type.what == "repeat" ? Element::Kind::repeat : Element::Kind::group;
  element.type = type.what == "repeat" ? "repeat" : "group";
  if (element.has_trigger) warning(row.number, {"trigger"}, cat({"a trigger does nothing on a ", type.what}), "empty this cell");
  element.triggers.clear();
  element.has_trigger = false;
  const bool field_list = type.what == "group" && element.control.get("appearance") == "field-list";
  if (element.label.empty() && element.media.empty() && !element.bind.has("calculate") && !element.dynamic_default && !field_list) {
    warning(row.number, {"label"}, cat({"the ", type.what, " \"", element.name, "\" has no label"}),
            "write what people shall read above its questions");
  }
  const std::string_view required = element.bind.get("required");
  if (!required.empty() && !means_no(required)) {
    error(row.number, {"bind", "required"}, cat({"a ", type.what, " cannot be required"}),
          "empty this cell, and make the questions inside required");
  }
  if (!element.intent.empty()) element.control.set("intent", element.intent);
  const ChoiceList* list = nullptr;
  if (type.what == "loop") {
    list = source_.choices.find(type.list_name);
    if (list == nullptr) {
      error(row.number, {"type"},
            type.list_name.empty() ? std::string("the loop names no list")
                                   : cat({"the choices sheet has no list \"", type.list_name, "\""}),
            "write begin_loop over and a list of the choices sheet");
    } else {
      source_.choices.find(type.list_name)->used = true;
    }
  }
  set_repeat_count(element);
  source_.entities.add_row(element, section(), place(row.number, {"bind", "entities:saveto"}));
  Element& added = section().add(std::move(row.element));
  begin_table_list(added);
  open_.push_back({&added, type.what, row.number, list});
}

// A count that is a formula gets a calculation of its own, because a repeat can only refer to a question.
void FormBuilder::set_repeat_count(Element& repeat) {
  const std::string_view count = repeat.control.get("jr:count");
  if (count.empty() || is_reference(count)) return;
  const std::string_view name = keep(cat({repeat.name, "_count"}));
  Element& helper = section().add(Element::Kind::question, "calculate", name);
  helper.row = repeat.row;
  helper.counts_repeat = true;
  helper.bind.set("readonly", "true()");
  helper.bind.set("calculate", count);
  repeat.control.set("jr:count", keep(cat({"${", name, "}"})));
}

void FormBuilder::begin_table_list(Element& group) {
  const std::vector<std::string_view> words = split_words(group.control.get("appearance"));
  if (std::find(words.begin(), words.end(), "table-list") == words.end()) return;
  table_list_ = {.open = true, .list_name = {}};
  std::string appearance = "field-list";
  for (const std::string_view word : words) {
    if (word != "table-list") appearance += cat({" ", word});
  }
  group.control.set("appearance", keep(appearance));
  if (group.label.empty() && group.hint.empty()) return;
  Element& note = group.add(Element::Kind::question, "note", keep("generated_table_list_label_" + std::to_string(group.row)));
  note.row = group.row;
  std::swap(note.label, group.label);
  std::swap(note.hint, group.hint);
}

void FormBuilder::end(const SurveyRow& row, const RowType& type) {
  table_list_ = {};
  const OpenSection closing = open_.back();
  if (open_.size() > 1 && closing.what == type.what) {
    if (closing.loop_list != nullptr) expand_loop(*closing.element, *closing.loop_list, source_);
    open_.pop_back();
    return;
  }
  const auto matching = std::find_if(open_.rbegin(), open_.rend(), [&](const OpenSection& open) { return open.what == type.what; });
  if (matching == open_.rend()) {
    error(row.number, {"type"}, cat({"there is no ", type.what, " to end here"}),
          cat({"delete this row, or add begin_", type.what, " above it"}));
    return;
  }
  error(row.number, {"type"},
        cat({"the ", type.what, " of row ", std::to_string(matching->row), " ends here, but the ", closing.what, " \"",
             closing.element->name, "\" of row ", std::to_string(closing.row), " is still open"}),
        cat({"add end_", closing.what, " above this row"}));
  while (open_.back().element != matching->element) open_.pop_back();
  open_.pop_back();
}

void FormBuilder::add_select(SurveyRow& row, const Parameters& parameters, const RowType& type) {
  Element& element = *row.element;
  complete_select({element, parameters, source_}, type);
  source_.entities.add_row(element, section(), place(row.number, {"bind", "entities:saveto"}));
  if (table_list_.open) join_table_list(element);
  section().add(std::move(row.element));
  if (type.or_other) section().add(specify_other(element, source_.arena()));
}

void FormBuilder::join_table_list(Element& select) {
  if (table_list_.list_name.empty()) {
    table_list_.list_name = select.itemset;
    if (!select.choice_filter.empty()) {
      error(select.row, {"choice_filter"}, "a table-list cannot have a choice filter",
            "remove the filter, or the appearance table-list of the group");
    }
    Element& header =
        section().add(Element::Kind::question, select.type, keep("reserved_name_for_field_list_labels_" + std::to_string(select.row)));
    header.row = select.row;
    header.control.set("appearance", "label");
    header.label.plain = " ";
    header.itemset = select.itemset;
  } else if (table_list_.list_name != select.itemset) {
    error(select.row, {"type"},
          cat({"the table-list began with the choices \"", table_list_.list_name, "\", and this question has \"", select.itemset, "\""}),
          "use one list in all questions of the group, or end the group above");
  }
  select.control.set("appearance", "list-nolabel");
}

void FormBuilder::add_plain(SurveyRow& row, const Parameters& parameters) {
  Element& element = *row.element;
  if (element.type == "xml-external" || element.type == "csv-external") {
    element.kind = Element::Kind::external_instance;
    if (in_repeat()) {
      error(element.row, {"type"}, cat({"a ", element.type, " cannot stand in a repeat"}),
            "move this row out of the repeat: the file is there once, for the whole form");
    }
    section().add(std::move(row.element));
    return;
  }
  element.question = find_question_type(element.type);
  if (element.question == nullptr) {
    report_unknown_type(element);
    return;
  }
  element.type = element.question->name;
  complete_plain({element, parameters, source_});
  source_.entities.add_row(element, section(), place(row.number, {"bind", "entities:saveto"}));
  section().add(std::move(row.element));
}

void FormBuilder::complete_plain(const QuestionDraft& draft) const {
  Element& element = draft.element;
  const std::string_view type = element.type;
  if (type == "calculate" && !element.bind.has("calculate") && !element.dynamic_default) {
    draft.error({"bind", "calculate"}, "the calculation is missing", "write its formula into this column");
  }
  if (type == "subscriberid" || type == "simserial") {
    draft.warning({"type"}, cat({"most devices no longer give ", type}), "use deviceid");
  }
  if (type == "text") return complete_text(draft);
  if (type == "photo") return complete_photo(draft);
  if (type == "audio") return complete_audio(draft);
  if (type == "background-audio") return complete_background_audio(draft);
  if (type == "background-geopoint") return complete_background_geopoint(draft);
  if (type == "geopoint" || type == "geotrace" || type == "geoshape") return complete_geo(draft);
  if (type == "range") return complete_range(draft);
  if (type == "start-geopoint") element.actions.push_back({"odk:setgeopoint", "odk-instance-first-load", {}, {}});
}

void FormBuilder::report_unknown_type(const Element& element) const {
  const std::string_view similar = similar_question_type(element.type);
  std::string remedy = similar.empty() ? std::string("use a type of XLSForm: text, integer, date, select_one list …")
                                       : cat({"did you mean \"", similar, "\"?"});
  if (element.type.starts_with("select") || element.type == "rank")
    remedy = cat({"write a list of the choices sheet behind it: ", similar.empty() ? element.type : similar, " list"});
  error(element.row, {"type"}, cat({"there is no question type \"", element.type, "\""}), remedy);
}

void FormBuilder::report_open_sections() const {
  for (std::size_t i = open_.size(); i > 1; --i) {
    const OpenSection& open = open_[i - 1];
    error(open.row, {"type"}, cat({"the ", open.what, " \"", open.element->name, "\" begins here and never ends"}),
          cat({"add end_", open.what, " below its last question"}));
  }
}

void FormBuilder::add_meta() {
  const Settings& settings = source_.settings;
  if (!settings.omit_instance_id) {
    Element& id = meta_->add(Element::Kind::question, "calculate", "instanceID");
    id.bind.set("readonly", "true()");
    id.bind.set("jr:preload", settings.instance_id_preload);
  }
  if (!settings.instance_name.empty()) {
    Element& name = meta_->add(Element::Kind::question, "calculate", "instanceName");
    name.bind.set("calculate", settings.instance_name);
  }
  Element& meta = *meta_;
  Element& added = survey_->add(std::move(meta_));
  source_.entities.place_in(*survey_, meta);
  if (added.children.empty()) survey_->children.pop_back();
}

} // namespace

std::unique_ptr<Element> build_form(FormSource& source) { return FormBuilder(source).build(); }

} // namespace pilotage::forms::xlsform
