#include "client/cli/forms_command.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/forms_check.h"
#include "client/cli/preview_command.h"
#include "client/cli/workbook_file.h"
#include "forms/xlsform/convert.h"
#include "forms/xlsform/read_workbook.h"

namespace pilotage::cli {

namespace {

namespace xlsform = forms::xlsform;

struct ConvertArguments {
  std::string in;
  std::string out = "-";
  std::string form_name;
  std::string form_id;
};

// Where OUT is a file, itemsets.csv goes beside it: a form with external choices needs it.
void convert(const ConvertArguments& arguments) {
  const std::string bytes = read_file(arguments.in, xlsform::kMostWorkbookBytes + 1);
  const auto result = xlsform::convert(
      bytes, {.file_name = arguments.in, .form_name = arguments.form_name, .form_id = arguments.form_id, .default_language = "default"});
  for (const xlsform::Message& message : result ? result->warnings : result.error()) print_message(message);
  if (!result) throw CLI::RuntimeError(1);
  write_file(arguments.out, result->xform);
  if (!result->itemsets_csv.empty() && arguments.out != "-") {
    write_file((std::filesystem::path(arguments.out).parent_path() / "itemsets.csv").string(), result->itemsets_csv);
  }
}

void add_convert(CLI::App& forms) {
  CLI::App* const command = forms.add_subcommand("convert", "A workbook (.xlsx, .csv, .md) into an XForm");
  auto arguments = std::make_shared<ConvertArguments>();
  command->add_option("IN", arguments->in, "The workbook; - for the standard input")->required();
  command->add_option("-o,--output", arguments->out, "The XForm; by default the standard output");
  command->add_option("--form-name", arguments->form_name, "Name of the instance's root element; by default data");
  command->add_option("--form-id", arguments->form_id, "The form's id where the settings sheet gives none; by default the file's name");
  command->callback([arguments] { convert(*arguments); });
}

void add_check(CLI::App& forms) {
  CLI::App* const command =
      forms.add_subcommand("check", "All that is wrong with workbooks or XForms, each with its sheet, row and column");
  auto files = std::make_shared<std::vector<std::string>>();
  auto want_json = std::make_shared<bool>(false);
  command->add_option("FILE", *files, "Workbooks (.xlsx, .csv, .md) or XForms (.xml)")->required();
  command->add_flag("--json", *want_json, "As JSON, for programs");
  command->callback([files, want_json] {
    if (!check_forms(*files, *want_json)) throw CLI::RuntimeError(1);
  });
}

// A questionnaire is found by its file, or by its id in the folder of those that come with the program.
std::string questionnaire_path(const std::string& name) {
  namespace fs = std::filesystem;
  if (fs::exists(name)) return name;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const fs::path& folder : {program / "../share/pilotage/questionnaires", program / "../../assets/questionnaires"}) {
    const fs::path path = folder / (name + ".md");
    if (fs::exists(path)) return path.string();
  }
  stop(name + ": there is no such file, and no questionnaire of that id; give the path of a workbook");
}

void export_workbook(const std::string& name, const std::string& out) {
  const std::string path = questionnaire_path(name);
  const std::string bytes = read_file(path, xlsform::kMostWorkbookBytes + 1);
  xlsform::Problems problems(path);
  const auto workbook = xlsform::read_workbook(bytes, xlsform::guess_format(bytes, path), problems);
  for (const xlsform::Message& message : problems.in_order()) print_message(message);
  if (!workbook) throw CLI::RuntimeError(1);
  std::vector<WorkbookSheet> sheets;
  for (const xlsform::Sheet& sheet : workbook->sheets) {
    WorkbookSheet& table = sheets.emplace_back(WorkbookSheet{sheet.name, {sheet.headers}});
    for (std::size_t row = 0; row < sheet.rows(); ++row) {
      std::vector<std::string>& cells = table.rows.emplace_back();
      for (std::size_t column = 0; column < sheet.columns(); ++column) cells.emplace_back(sheet.cell(row, column));
    }
  }
  or_stop(write_workbook(out, sheets));
}

void add_template(CLI::App& forms) {
  CLI::App* const command = forms.add_subcommand("template", "Write a workbook to start a form from");
  auto out = std::make_shared<std::string>();
  command->add_option("FILE", *out, "The workbook to write (.xlsx)")->required();
  command->callback([out] { or_stop(write_workbook(*out, template_sheets())); });
}

void add_export(CLI::App& forms) {
  CLI::App* const command =
      forms.add_subcommand("export", "Turn a questionnaire in Markdown or CSV into a workbook that people edit in Excel");
  auto name = std::make_shared<std::string>();
  auto out = std::make_shared<std::string>();
  command->add_option("ID-OR-FILE", *name, "A bundled questionnaire's id, or a workbook's file")->required();
  command->add_option("FILE", *out, "The workbook to write (.xlsx)")->required();
  command->callback([name, out] { export_workbook(*name, *out); });
}

} // namespace

void add_forms_commands(CLI::App& app, const Globals& globals) {
  static_cast<void>(globals);
  CLI::App& forms = group(app, "forms", "Turn workbooks into forms, check them, and make new ones");
  add_convert(forms);
  add_check(forms);
  add_preview_command(forms);
  add_template(forms);
  add_export(forms);
}

} // namespace pilotage::cli
