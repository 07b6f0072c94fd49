#include "forms/xlsform/column_names.h"

#include <algorithm>
#include <array>
#include <map>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr auto kSurveyAliases = std::to_array<Alias>({
    {"sms_field", "sms_field"},
    {"sms_option", "sms_option"},
    {"sms_separator", "sms_separator"},
    {"sms_allow_media", "sms_allow_media"},
    {"sms_date_format", "sms_date_format"},
    {"sms_datetime_format", "sms_datetime_format"},
    {"sms_response", "sms_response"},
    {"compact_tag", "instance", "odk:tag"},
    {"read_only", "bind", "readonly"},
    {"readonly", "bind", "readonly"},
    {"relevant", "bind", "relevant"},
    {"relevance", "bind", "relevant"},
    {"caption", "label"},
    {"appearance", "control", "appearance"},
    {"required", "bind", "required"},
    {"constraint", "bind", "constraint"},
    {"constraining_message", "bind", "jr:constraintMsg"},
    {"constraint_message", "bind", "jr:constraintMsg"},
    {"calculation", "bind", "calculate"},
    {"calculate", "bind", "calculate"},
    {"command", "type"},
    {"tag", "name"},
    {"value", "name"},
    {"image", "media", "image"},
    {"big-image", "media", "big-image"},
    {"audio", "media", "audio"},
    {"video", "media", "video"},
    {"count", "control", "jr:count"},
    {"repeat_count", "control", "jr:count"},
    {"jr:count", "control", "jr:count"},
    {"autoplay", "control", "autoplay"},
    {"rows", "control", "rows"},
    {"noapperrorstring", "bind", "jr:noAppErrorString"},
    {"no_app_error_string", "bind", "jr:noAppErrorString"},
    {"requiredmsg", "bind", "jr:requiredMsg"},
    {"required_message", "bind", "jr:requiredMsg"},
    {"body", "control"},
    {"save_to", "bind", "entities:saveto"},
});

constexpr auto kSurveyNames = std::to_array<std::string_view>({"type", "name", "label", "hint", "guidance_hint", "bind", "control", "media",
                                                               "instance", "default", "choice_filter", "parameters", "trigger", "query",
                                                               "sms_field", "list_name", "itemset", "intent", "disabled"});

constexpr auto kChoiceAliases = std::to_array<Alias>({
    {"caption", "label"},
    {"list_name", "list_name"},
    {"value", "name"},
    {"image", "media", "image"},
    {"big-image", "media", "big-image"},
    {"audio", "media", "audio"},
    {"video", "media", "video"},
});

constexpr auto kChoiceNames = std::to_array<std::string_view>({"list_name", "name", "label", "media", "sms_option"});

constexpr auto kSettingsAliases = std::to_array<Alias>({
    {"form_title", "title"},
    {"set_form_title", "title"},
    {"form_id", "id_string"},
    {"set_form_id", "id_string"},
    {"compact_prefix", "prefix"},
    {"compact_delimiter", "delimiter"},
});

constexpr auto kSettingsNames = std::to_array<std::string_view>({"name",
                                                                 "title",
                                                                 "id_string",
                                                                 "version",
                                                                 "style",
                                                                 "instance_name",
                                                                 "instance_id",
                                                                 "instance_xmlns",
                                                                 "default_language",
                                                                 "public_key",
                                                                 "submission_url",
                                                                 "auto_send",
                                                                 "auto_delete",
                                                                 "allow_choice_duplicates",
                                                                 "client_editable",
                                                                 "clean_text_values",
                                                                 "omit_instanceid",
                                                                 "add_none_option",
                                                                 "namespaces",
                                                                 "attribute",
                                                                 "prefix",
                                                                 "delimiter",
                                                                 "flat",
                                                                 "sms_keyword",
                                                                 "sms_separator",
                                                                 "sms_allow_media",
                                                                 "sms_date_format",
                                                                 "sms_datetime_format",
                                                                 "sms_response"});

constexpr auto kEntityAliases = std::to_array<Alias>({{"list_name", "dataset"}});
constexpr auto kEntityNames = std::to_array<std::string_view>({"dataset", "entity_id", "create_if", "update_if", "label", "repeat"});

const Alias* find_alias(const ColumnVocabulary& vocabulary, std::string_view header) {
  const auto found =
      std::find_if(vocabulary.aliases.begin(), vocabulary.aliases.end(), [header](const Alias& alias) { return alias.header == header; });
  return found == vocabulary.aliases.end() ? nullptr : &*found;
}

bool is_known(const ColumnVocabulary& vocabulary, std::string_view name) {
  return std::find(vocabulary.names.begin(), vocabulary.names.end(), name) != vocabulary.names.end();
}

// At "::", or at ":" in a sheet that nowhere uses "::"; "jr:count" stays whole either way.
ColumnPath split_header(std::string_view header, bool double_colon) {
  ColumnPath path;
  if (double_colon || header.find("::") != std::string_view::npos) {
    for (const std::string_view part : split(header, "::")) path.emplace_back(trim(part));
    return path;
  }
  for (const std::string_view part : split(header, ":")) {
    if (!path.empty() && path.back() == "jr") {
      path.back() += ":" + std::string(trim(part));
    } else {
      path.emplace_back(trim(part));
    }
  }
  return path;
}

ColumnPath path_of(std::string_view header, bool double_colon, const ColumnVocabulary& vocabulary) {
  const std::string whole = snake_case(header);
  if (is_known(vocabulary, whole) && find_alias(vocabulary, whole) == nullptr) return {whole};
  ColumnPath path = split_header(header, double_colon);
  const std::string first = snake_case(path.front());
  if (const Alias* const alias = find_alias(vocabulary, first)) {
    path.front() = alias->first;
    if (!alias->second.empty()) path.insert(path.begin() + 1, std::string(alias->second));
  } else if (is_known(vocabulary, first)) {
    path.front() = first;
  }
  // Unknown columns keep their spelling: formulas may refer to it.
  return path;
}

} // namespace

const ColumnVocabulary kSurveyColumns = {kSurveyAliases, kSurveyNames};
const ColumnVocabulary kChoiceColumns = {kChoiceAliases, kChoiceNames};
const ColumnVocabulary kSettingsColumns = {kSettingsAliases, kSettingsNames};
const ColumnVocabulary kEntityColumns = {kEntityAliases, kEntityNames};

std::vector<ColumnPath> column_paths(const Sheet& sheet, const ColumnVocabulary& vocabulary, Problems& problems) {
  const bool double_colon = std::any_of(sheet.headers.begin(), sheet.headers.end(),
                                        [](const std::string& header) { return header.find("::") != std::string::npos; });
  std::vector<ColumnPath> paths;
  std::map<ColumnPath, std::string> seen;
  for (const std::string& header : sheet.headers) {
    paths.push_back(path_of(header, double_colon, vocabulary));
    const auto [other, is_new] = seen.try_emplace(paths.back(), header);
    if (is_new) continue;
    problems.error({sheet.name, 1, header}, cat({"the columns \"", other->second, "\" and \"", header, "\" are two names for one column"}),
                   "keep one of them");
  }
  return paths;
}

} // namespace pilotage::forms::xlsform
