// What the form looks into besides the response: files that come with it, the last saved response, and its choice lists.
#include <algorithm>
#include <map>
#include <string>

#include "forms/xlsform/references.h"
#include "forms/xlsform/row_type.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {
namespace {

using Kind = Choices::Column::Kind;

constexpr std::string_view kLastSavedId = "__last-saved";

bool is_select(const Element& element) {
  const std::string_view type = element.type;
  return type == "select one" || type == "select all that apply" || type == "rank";
}

class InstanceFinder {
public:
  InstanceFinder(const Choices& choices, TextArena& arena, Problems& problems) : choices_(choices), arena_(arena), problems_(problems) {}

  std::vector<SecondaryInstance> find(const Element& survey) {
    walk(survey, [this](const Element& element) { look_at(element); });
    if (last_saved_) add({kLastSavedId, "jr://instance/last-saved", 0}, false);
    for (const ChoiceList& list : choices_.lists()) {
      const auto known = index_.find(list.name);
      if (known == index_.end() || list.used_by_search) continue;
      report(found_[known->second], {list.name, {}, 0}, "a choice list");
    }
    return std::move(found_);
  }

private:
  void look_at(const Element& element) {
    if (element.kind == Element::Kind::external_instance) {
      const bool csv = element.type == "csv-external";
      const std::string source = csv ? cat({"jr://file-csv/", element.name, ".csv"}) : cat({"jr://file/", element.name, ".xml"});
      add({element.name, arena_.keep(source), element.row}, true);
      return;
    }
    if (element.kind != Element::Kind::question && !element.is_section()) return;
    for (const auto& [name, value] : element.bind) {
      const bool formula = name == "calculate" || name == "constraint" || name == "readonly" || name == "required" || name == "relevant";
      if (formula) look_into(value, element);
    }
    look_into(element.choice_filter, element);
    look_into(element.default_value, element);
    if (is_select(element)) add_file(element);
  }

  // pulldata('file', …) looks into a CSV file.
  void look_into(std::string_view formula, const Element& element) {
    if (element.kind == Element::Kind::question && has_last_saved_reference(formula)) last_saved_ = true;
    for (std::size_t at = formula.find("pulldata"); at != std::string_view::npos; at = formula.find("pulldata", at + 1)) {
      std::string_view arguments = trim(formula.substr(at + 8));
      if (!arguments.starts_with('(')) continue;
      const std::size_t comma = arguments.find(',');
      if (comma == std::string_view::npos) continue;
      const std::string file = replace_all(replace_all(arguments.substr(1, comma - 1), "'", ""), "\"", "");
      const std::string_view id = arena_.keep(trim(file));
      add({id, arena_.keep(cat({"jr://file-csv/", id, ".csv"})), element.row}, false);
    }
  }

  void add_file(const Element& element) {
    const std::string_view ending = list_file_ending(element.itemset);
    if (ending.empty()) return;
    const std::string_view folder = ending == ".csv" ? "file-csv" : "file";
    const std::string_view id = element.itemset.substr(0, element.itemset.size() - ending.size());
    add({id, arena_.keep(cat({"jr://", folder, "/", element.itemset})), element.row}, false);
  }

  void add(const SecondaryInstance& instance, bool declared) {
    const auto [place, is_new] = index_.try_emplace(instance.id, found_.size());
    if (is_new) {
      found_.push_back(instance);
    } else if (found_[place->second].source != instance.source) {
      report(found_[place->second], instance, instance.source);
    } else if (declared && declared_.contains(instance.id)) {
      problems_.error({"survey", instance.row, "name"}, cat({"the file \"", instance.id, "\" is declared twice"}),
                      "delete one of the rows");
    }
    if (declared) declared_[instance.id] = instance.row;
  }

  void report(const SecondaryInstance& first, const SecondaryInstance& second, std::string_view other) {
    problems_.error(
        {"survey", second.row > 0 ? second.row : first.row, {}},
        cat({"\"", first.id, "\" stands for ", first.source, " and also for ", other.empty() ? std::string_view("a choice list") : other}),
        "rename one of them, so that formulas know which is meant");
  }

  const Choices& choices_;
  TextArena& arena_;
  Problems& problems_;
  std::vector<SecondaryInstance> found_;
  std::map<std::string_view, std::size_t> index_;
  std::map<std::string_view, int> declared_;
  bool last_saved_ = false;
};

void write_choice_list(const XFormContext& form, const ChoiceList& list) {
  XmlWriter& out = form.out;
  const Choices& choices = form.choices;
  const std::vector<Choices::Column>& columns = choices.columns();
  const auto write_all = [&](std::size_t row, Kind kind) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string_view text = columns[i].kind == kind ? choices.cell(row, i) : std::string_view();
      if (!text.empty()) out.element(columns[i].key, text);
    }
  };
  out.open("instance");
  out.attribute("id", list.name);
  out.open("root");
  std::string id;
  for (std::size_t index = 0; index < list.rows.size() + (list.has_added_other ? 1 : 0); ++index) {
    const bool other = index == list.rows.size();
    out.open("item");
    if (list.needs_itext) {
      id = list.name;
      id += '-';
      id += std::to_string(index);
      out.element("itextId", id);
    }
    if (other) {
      out.element("name", "other");
      if (!list.needs_itext) out.element("label", "Other");
    } else {
      out.element("name", choices.name(list.rows[index]));
      if (!list.needs_itext) write_all(list.rows[index], Kind::label);
      write_all(list.rows[index], Kind::extra);
      write_all(list.rows[index], Kind::sms_option);
    }
    out.close();
  }
  out.close();
  out.close();
}

} // namespace

std::vector<SecondaryInstance> find_external_instances(const Element& survey, const Choices& choices, TextArena& arena,
                                                       Problems& problems) {
  return InstanceFinder(choices, arena, problems).find(survey);
}

void write_secondary_instances(const XFormContext& form, const std::vector<SecondaryInstance>& external) {
  for (const SecondaryInstance& instance : external) {
    form.out.open("instance");
    form.out.attribute("id", instance.id);
    form.out.attribute("src", instance.source);
    form.out.close();
  }
  for (const ChoiceList& list : form.choices.lists()) {
    if (!list.used_by_search) write_choice_list(form, list);
  }
}

} // namespace pilotage::forms::xlsform
