#include "client/cli/workbook_file.h"

#include <xlsxwriter.h>

#include <algorithm>

namespace pilotage::cli {

namespace {

void write_sheet(lxw_workbook* workbook, const WorkbookSheet& table, lxw_format* header, lxw_format* cell) {
  lxw_worksheet* const sheet = workbook_add_worksheet(workbook, table.name.c_str());
  std::vector<std::size_t> widths;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::vector<std::string>& texts = table.rows[row];
    widths.resize(std::max(widths.size(), texts.size()), 8);
    for (std::size_t column = 0; column < texts.size(); ++column) {
      if (texts[column].empty()) continue;
      // Always as text: a formula of a form is none of Excel's, and 007 stays 007.
      worksheet_write_string(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), texts[column].c_str(),
                             row == 0 ? header : cell);
      widths[column] = std::max(widths[column], std::min<std::size_t>(texts[column].size(), 50));
    }
  }
  for (std::size_t column = 0; column < widths.size(); ++column) {
    worksheet_set_column(sheet, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column), static_cast<double>(widths[column]) + 2,
                         nullptr);
  }
  worksheet_freeze_panes(sheet, 1, 0);
}

} // namespace

Result<void> write_workbook(const std::string& path, const std::vector<WorkbookSheet>& sheets) {
  lxw_workbook* const workbook = workbook_new(path.c_str());
  if (workbook == nullptr) return fail(ErrorCode::io, "the workbook cannot be written", path);
  lxw_format* const header = workbook_add_format(workbook);
  format_set_bold(header);
  format_set_bg_color(header, 0xDDE6F0);
  lxw_format* const cell = workbook_add_format(workbook);
  format_set_text_wrap(cell);
  format_set_align(cell, LXW_ALIGN_VERTICAL_TOP);
  for (const WorkbookSheet& sheet : sheets) write_sheet(workbook, sheet, header, cell);
  const lxw_error error = workbook_close(workbook);
  if (error == LXW_NO_ERROR) return {};
  return fail(ErrorCode::io,
              std::string("the workbook cannot be written: ") + lxw_strerror(error) + "; choose another place or free some space", path);
}

std::vector<WorkbookSheet> template_sheets() {
  const std::string en = "label::English (en)";
  const std::string fr = "label::Français (fr)";
  const std::string es = "label::Español (es)";
  return {
      {"survey",
       {{"type", "name", en, fr, es, "hint::English (en)", "hint::Français (fr)", "hint::Español (es)", "required", "relevant",
         "constraint", "constraint_message::English (en)", "constraint_message::Français (fr)", "constraint_message::Español (es)",
         "calculation", "choice_filter", "appearance"},
        {"note", "welcome", "Thank you for taking part.", "Merci de votre participation.", "Gracias por participar."},
        {"select_one yes_no", "consent", "Do you agree to take part?", "Acceptez-vous de participer ?", "¿Acepta participar?", "", "", "",
         "yes"},
        {"begin_group", "answers", "Your answers", "Vos réponses", "Sus respuestas", "", "", "", "", "${consent} = 'yes'"},
        {"text", "place", "Place", "Lieu", "Lugar"},
        {"integer", "people", "How many people?", "Combien de personnes ?", "¿Cuántas personas?", "", "", "", "", "", ". >= 0",
         "Write 0 or more.", "Écrivez 0 ou plus.", "Escriba 0 o más."},
        {"date", "day", "Date", "Date", "Fecha"},
        {"end_group"}}},
      {"choices", {{"list_name", "name", en, fr, es}, {"yes_no", "yes", "Yes", "Oui", "Sí"}, {"yes_no", "no", "No", "Non", "No"}}},
      {"settings",
       {{"form_title", "form_id", "version", "default_language"}, {"My questionnaire", "my-questionnaire", "1", "English (en)"}}},
  };
}

} // namespace pilotage::cli
