#include "client/cli/forms_command.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/forms_check.h"
#include "forms/xlsform/convert.h"

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
  const std::string bytes = read_file(arguments.in);
  const auto result = xlsform::convert(
      bytes, {.file_name = arguments.in, .form_name = arguments.form_name, .form_id = arguments.form_id, .default_language = "default"});
  for (const xlsform::Message& message : result ? result->warnings : result.error()) print_message(message);
  if (!result) throw CLI::RuntimeError(1);
  write_file(arguments.out, result->xform);
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

} // namespace

void add_forms_commands(CLI::App& app, const Globals& globals) {
  static_cast<void>(globals);
  CLI::App& forms = group(app, "forms", "Turn workbooks into forms, check them, and make new ones");
  add_convert(forms);
  add_check(forms);
}

} // namespace pilotage::cli
