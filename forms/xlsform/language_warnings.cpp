#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "forms/xlsform/form_warnings.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

// ISO 639-1.
constexpr std::string_view kTwoLetterCodes =
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff "
    "fi fj fo fr fy"
    " ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv "
    "kw ky la lb lg"
    " li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw "
    "sa sc sd se sg"
    " sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

bool is_language_code(std::string_view code) {
  const std::string language = lower(code.substr(0, code.find_first_of("-_")));
  if (language.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) return false;
  if (language.size() == 3) return true;
  return language.size() == 2 && kTwoLetterCodes.find(cat({" ", language, " "})) != std::string_view::npos;
}

// "Français (fr)" ends with its code.
bool has_code(std::string_view language) {
  const std::size_t open = language.rfind('(');
  return open != std::string_view::npos && language.ends_with(')') &&
         is_language_code(language.substr(open + 1, language.size() - open - 2));
}

// The column of a text that people see, and its language: {"label", "English (en)"}.
struct TextColumn {
  std::string column;
  std::string language;
};

std::optional<TextColumn> text_column(const ColumnPath& path) {
  constexpr std::array<std::string_view, 3> kTexts = {"label", "hint", "guidance_hint"};
  constexpr std::array<std::string_view, 4> kMedia = {"image", "big-image", "audio", "video"};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kMessages = {
      {{"jr:constraintMsg", "constraint_message"}, {"jr:requiredMsg", "required_message"}}};
  const auto language = [&path](std::size_t at) { return path.size() > at ? path[at] : std::string(); };
  if (std::find(kTexts.begin(), kTexts.end(), path[0]) != kTexts.end()) return TextColumn{path[0], language(1)};
  if (path.size() < 2) return std::nullopt;
  if (path[0] == "media" && std::find(kMedia.begin(), kMedia.end(), path[1]) != kMedia.end()) return TextColumn{path[1], language(2)};
  for (const auto& [name, usual] : kMessages) {
    if (path[0] == "bind" && path[1] == name) return TextColumn{std::string(usual), language(2)};
  }
  return std::nullopt;
}

class LanguageCheck {
public:
  explicit LanguageCheck(const FormSource& source) : source_(source) {}

  void check_sheet(const std::string& name, const ColumnVocabulary& vocabulary) {
    const Sheet* const sheet = source_.workbook.find(name);
    if (sheet == nullptr) return;
    Problems judged({});
    const std::vector<ColumnPath> paths = column_paths(*sheet, vocabulary, judged);
    std::map<std::string, std::vector<std::string>> by_language;
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const std::optional<TextColumn> text = text_column(paths[i]);
      if (!text) continue;
      by_language[text->language].push_back(text->column);
      if (std::find(columns.begin(), columns.end(), text->column) == columns.end()) columns.push_back(text->column);
      if (!text->language.empty()) check_code(*sheet, i, text->language);
    }
    if (by_language.size() == 1 && by_language.contains("")) return;
    for (const auto& [language, present] : by_language) report_missing(name, language, present, columns);
  }

  void check_or_other(const Element& survey) const {
    if (!translated_) return;
    walk(survey, [this](const Element& element) {
      const ChoiceList* const list = element.kind == Element::Kind::question ? source_.choices.find(element.itemset) : nullptr;
      if (list == nullptr || !list->has_added_other || warned_.contains(list->name)) return;
      warned_[list->name] = true;
      source_.problems.warning(source_.survey.place(element.row, {"type"}),
                               "or_other adds \"Other\" and \"Specify other.\" in English only",
                               "add a choice \"other\" with its translations to the list, and a text question with the relevance "
                               "selected(${question}, 'other')");
    });
  }

private:
  void report_missing(const std::string& sheet, const std::string& language, const std::vector<std::string>& present,
                      const std::vector<std::string>& columns) {
    translated_ = true;
    std::string missing;
    for (const std::string& column : columns) {
      if (std::find(present.begin(), present.end(), column) == present.end()) missing += (missing.empty() ? "" : ", ") + column;
    }
    if (missing.empty()) return;
    const std::string who = language.empty() ? std::string("what is written without a language") : cat({"the language \"", language, "\""});
    source_.problems.warning({sheet, 1, {}}, cat({who, " has no column for ", missing, ", which others have"}),
                             language.empty() ? std::string("name its language in the headers, or add the columns")
                                              : cat({"add it, for example ", missing.substr(0, missing.find(',')), "::", language}));
  }

  void check_code(const Sheet& sheet, std::size_t column, const std::string& language) {
    if (language == "default" || has_code(language) || codeless_.contains(language)) return;
    codeless_[language] = true;
    source_.problems.warning({sheet.name, 1, sheet.headers[column]},
                             cat({"the language \"", language, "\" has no language code, by which devices know it"}),
                             cat({"write it with its code in parentheses, such as Français (fr): ", language, " (…)"}));
  }

  const FormSource& source_;
  std::map<std::string, bool> codeless_;
  mutable std::map<std::string_view, bool> warned_;
  bool translated_ = false;
};

} // namespace

void warn_of_languages(const FormSource& source, const Element& survey) {
  LanguageCheck check(source);
  check.check_sheet("survey", kSurveyColumns);
  check.check_sheet("choices", kChoiceColumns);
  check.check_or_other(survey);
}

} // namespace pilotage::forms::xlsform
