// Every case of the reference converter, where they are there: whatever comes in, a form or a reason comes out. Whether
// it is the right form is conformance.sh's to say; this one is for the sanitizers.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <string>

#include "forms/xlsform/convert.h"

namespace fs = std::filesystem;
namespace xlsform = pilotage::forms::xlsform;

namespace {

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace

TEST_CASE("every case of the reference converter becomes a form, or is refused with a reason") {
  const fs::path cases = fs::path(PILOTAGE_SOURCE_DIR) / "../shared/corpus/xlsform/cases";
  if (!fs::is_directory(cases)) {
    MESSAGE("skipped: no cases at ", cases.string());
    return;
  }
  int converted = 0;
  int refused = 0;
  for (const auto& entry : fs::directory_iterator(cases)) {
    const std::string ending = entry.path().extension().string();
    if (ending == ".xml" || ending == ".err") continue;
    CAPTURE(entry.path().string());
    const auto result = xlsform::convert(
        content_of(entry.path()),
        {.file_name = entry.path().filename().string(), .form_name = {}, .form_id = "data", .default_language = "default"});
    if (result) {
      ++converted;
      pugi::xml_document document;
      CHECK(document.load_buffer(result->xform.data(), result->xform.size()).status == pugi::status_ok);
    } else {
      ++refused;
      REQUIRE_FALSE(result.error().empty());
      for (const xlsform::Message& message : result.error()) CHECK_FALSE(message.to_string().empty());
    }
  }
  CHECK(converted > 500);
  CHECK(refused > 200);
}
