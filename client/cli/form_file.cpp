#include "client/cli/form_file.h"

#include <filesystem>
#include <utility>

#include "client/cli/command.h"
#include "client/cli/forms_check.h"
#include "forms/xlsform/convert.h"

namespace pilotage::cli {

namespace {

namespace fs = std::filesystem;

// "visit.xlsx" has its files in "visit-media", as ODK tools put them.
forms::Attachments media_beside(const fs::path& file) {
  forms::Attachments attachments;
  const fs::path folder = file.parent_path() / (file.stem().string() + "-media");
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (entry.is_regular_file()) attachments.emplace(entry.path().filename().string(), read_file(entry.path().string()));
  return attachments;
}

} // namespace

FormFile read_form_file(const std::string& file) {
  std::string bytes = read_file(file, forms::xlsform::kMostWorkbookBytes + 1);
  FormFile form{{}, media_beside(file)};
  if (fs::path(file).extension() == ".xml") {
    form.xform = std::move(bytes);
    return form;
  }
  auto converted = forms::xlsform::convert(
      bytes, {.file_name = fs::path(file).filename().string(), .form_name = {}, .form_id = {}, .default_language = "default"});
  if (!converted) {
    for (const auto& message : converted.error()) print_message(message);
    stop(file + ": this workbook cannot become a questionnaire; mend what is listed above");
  }
  form.xform = std::move(converted->xform);
  if (!converted->itemsets_csv.empty()) form.attachments.insert_or_assign("itemsets.csv", std::move(converted->itemsets_csv));
  return form;
}

} // namespace pilotage::cli
