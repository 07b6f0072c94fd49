// The settings of a form: the first row of the settings sheet, with the defaults for what it leaves out.
// Texts point into the workbook's arena. Values.
#pragma once

#include <string_view>

#include "forms/xlsform/attributes.h"
#include "forms/xlsform/convert.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

struct Settings {
  std::string_view root_name; // of the instance's root element
  std::string_view title;
  std::string_view form_id;
  std::string_view version;
  std::string_view default_language;
  std::string_view style;
  std::string_view instance_name;
  std::string_view instance_id_preload;
  std::string_view instance_xmlns;
  std::string_view namespaces;
  std::string_view public_key;
  std::string_view submission_url;
  std::string_view auto_send;
  std::string_view auto_delete;
  std::string_view prefix;
  std::string_view delimiter;
  Attributes attributes; // of the root element: attribute::name
  bool client_editable = false;
  bool omit_instance_id = false;
  bool allow_choice_duplicates = false;
  bool clean_text_values = true;
  bool add_none_option = false;
  bool flat = false;
};

Settings read_settings(Workbook& workbook, const ConvertOptions& options, Problems& problems);

// A setting may also be given as a row of the survey sheet, its name as the type and its value as the name
// ("form_title"). False where `type` is none.
bool apply_setting_row(std::string_view type, std::string_view value, Settings& settings);

} // namespace pilotage::forms::xlsform
