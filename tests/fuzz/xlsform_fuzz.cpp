// Workbooks of any bytes, as .xlsx, Markdown and CSV: the converter must answer each with a form or with messages.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "forms/xlsform/convert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const char* const name = data[0] % 3 == 0 ? "form.md" : data[0] % 3 == 1 ? "form.csv" : "form.xlsx";
  const auto result =
      pilotage::forms::xlsform::convert(bytes, {.file_name = name, .form_name = {}, .form_id = {}, .default_language = "default"});
  if (!result && result.error().empty()) std::abort();
  if (result && !result->xform.starts_with("<?xml")) std::abort();
  return 0;
}
