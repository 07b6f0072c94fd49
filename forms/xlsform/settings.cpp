#include "forms/xlsform/settings.h"

#include <algorithm>
#include <map>
#include <string>

#include "forms/xlsform/column_names.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kDropped = "id_string (unused)";

std::string_view file_stem(std::string_view file_name) {
  const std::size_t slash = file_name.find_last_of("/\\");
  if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  return file_name.substr(0, file_name.rfind('.'));
}

class SettingsReader {
public:
  SettingsReader(Workbook& workbook, const ConvertOptions& options, Problems& problems)
      : workbook_(workbook), options_(options), problems_(problems) {}

  Settings read() {
    if (Sheet* const sheet = workbook_.find("settings")) read_row(*sheet);
    Settings settings;
    TextArena& arena = *workbook_.arena;
    const std::string_view given_id = !options_.form_id.empty() ? std::string_view(options_.form_id) : file_stem(options_.file_name);
    settings.root_name = value("name", arena.keep(options_.form_name.empty() ? "data" : std::string_view(options_.form_name)));
    settings.form_id = value("id_string", given_id.empty() ? settings.root_name : arena.keep(given_id));
    settings.title = value("title", settings.form_id);
    settings.version = value("version");
    settings.default_language = value("default_language", arena.keep(options_.default_language));
    settings.style = value("style");
    settings.instance_name = value("instance_name");
    settings.instance_id_preload = value("instance_id", "uid");
    settings.instance_xmlns = value("instance_xmlns");
    settings.namespaces = value("namespaces");
    settings.public_key = value("public_key");
    settings.submission_url = value("submission_url");
    settings.auto_send = value("auto_send");
    settings.auto_delete = value("auto_delete");
    settings.prefix = value("prefix");
    settings.delimiter = value("delimiter");
    settings.attributes = attributes_;
    settings.client_editable = means_yes(value("client_editable"));
    settings.omit_instance_id = means_yes(value("omit_instanceid"));
    settings.allow_choice_duplicates = means_yes(value("allow_choice_duplicates"));
    settings.clean_text_values = !means_no(value("clean_text_values"));
    settings.add_none_option = means_yes(value("add_none_option"));
    settings.flat = !value("flat").empty() && !means_no(value("flat"));
    check(settings);
    return settings;
  }

private:
  // Old forms have the id under id_string, and some under form_id as well, which counts.
  bool drop_old_id(Sheet& sheet) {
    const auto old = std::find(sheet.headers.begin(), sheet.headers.end(), "id_string");
    if (old == sheet.headers.end() || std::find(sheet.headers.begin(), sheet.headers.end(), "form_id") == sheet.headers.end()) return false;
    problems_.warning({"settings", 1, "id_string"}, "the columns id_string and form_id are both there, and form_id counts",
                      "delete id_string");
    *old = kDropped;
    return true;
  }

  void read_row(Sheet& sheet) {
    if (sheet.rows() == 0) return;
    const bool both_ids = drop_old_id(sheet);
    const std::vector<ColumnPath> paths = column_paths(sheet, kSettingsColumns, problems_);
    for (std::size_t column = 0; column < sheet.columns(); ++column) {
      if (both_ids && sheet.headers[column] == kDropped) continue;
      std::string_view text = sheet.cell(0, column);
      if (text.empty()) continue;
      if (has_smart_quotes(text)) text = workbook_.arena->keep(with_plain_quotes(text));
      if (paths[column].size() == 2 && paths[column][0] == "attribute") {
        attributes_.set(workbook_.arena->keep(paths[column][1]), text);
      } else {
        values_[paths[column][0]] = text;
        headers_[paths[column][0]] = sheet.headers[column];
      }
    }
    if (sheet.rows() > 1) {
      problems_.warning({"settings", 3, {}}, "only the first row of settings counts", "keep one row, and delete those below it");
    }
  }

  std::string_view value(const std::string& name, std::string_view otherwise = {}) const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : found->second;
  }

  Place place(const std::string& name) const {
    const auto header = headers_.find(name);
    return header == headers_.end() ? Place{} : Place{"settings", 2, header->second};
  }

  void check(const Settings& settings) {
    if (!is_xml_name(settings.root_name)) {
      problems_.error(place("name"), cat({"\"", settings.root_name, "\" cannot be the name of a form"}),
                      "let it begin with a letter or _, and then use letters, digits, _, - and . only");
    }
    if (settings.omit_instance_id && !settings.public_key.empty()) {
      problems_.error(place("omit_instanceid"), "a form that is encrypted (public_key) needs its instance id", "remove omit_instanceID");
    }
    if (settings.form_id == "None") problems_.error(place("id_string"), "the form has no id", "give it one under form_id");
  }

  Workbook& workbook_;
  const ConvertOptions& options_;
  Problems& problems_;
  std::map<std::string, std::string_view> values_;
  std::map<std::string, std::string> headers_;
  Attributes attributes_;
};

} // namespace

Settings read_settings(Workbook& workbook, const ConvertOptions& options, Problems& problems) {
  return SettingsReader(workbook, options, problems).read();
}

bool apply_setting_row(std::string_view type, std::string_view value, Settings& settings) {
  if (type == "form_title" || type == "set form title") return settings.title = value, true;
  if (type == "form_id" || type == "set form id") return settings.form_id = value, true;
  if (type == "public_key") return settings.public_key = value, true;
  if (type == "submission_url") return settings.submission_url = value, true;
  if (type == "auto_send") return settings.auto_send = value, true;
  if (type == "auto_delete") return settings.auto_delete = value, true;
  if (type == "prefix") return settings.prefix = value, true;
  if (type == "delimiter") return settings.delimiter = value, true;
  return type == "sms_keyword" || type == "sms_separator" || type == "sms_allow_media" || type == "sms_date_format" ||
         type == "sms_datetime_format" || type == "allow_choice_duplicates";
}

} // namespace pilotage::forms::xlsform
