#include "client/ui/widgets/font_files.h"

#include <fontconfig/fontconfig.h>

#include <filesystem>
#include <memory>

namespace pilotage::ui {

namespace {

constexpr const char* kFamily = "Noto Sans";

struct PatternDeleter {
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};
using Pattern = std::unique_ptr<FcPattern, PatternDeleter>;

std::string text_of(FcPattern* pattern, const char* property) {
  FcChar8* value = nullptr;
  if (FcPatternGetString(pattern, property, 0, &value) != FcResultMatch) return {};
  return reinterpret_cast<const char*>(value);
}

Pattern best(FcPattern* wanted) {
  FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultNoMatch;
  return Pattern(FcFontMatch(nullptr, wanted, &result));
}

// The file of the family's face, or "" where fontconfig offers some other family in its place.
std::string face(int weight, int slant) {
  const Pattern wanted(FcPatternCreate());
  FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(kFamily));
  FcPatternAddInteger(wanted.get(), FC_WEIGHT, weight);
  FcPatternAddInteger(wanted.get(), FC_SLANT, slant);
  const Pattern found = best(wanted.get());
  if (!found || !text_of(found.get(), FC_FAMILY).starts_with(kFamily)) return {};
  const std::string file = text_of(found.get(), FC_FILE);
  std::error_code gone;
  return std::filesystem::exists(file, gone) ? file : std::string();
}

} // namespace

Result<FontFiles> find_font_files() {
  FontFiles files;
  if (FcInit() == FcTrue) {
    files.regular = face(FC_WEIGHT_REGULAR, FC_SLANT_ROMAN);
    files.bold = face(FC_WEIGHT_BOLD, FC_SLANT_ROMAN);
    files.italic = face(FC_WEIGHT_REGULAR, FC_SLANT_ITALIC);
  }
  if (files.regular.empty() || files.bold.empty())
    return fail(
        ErrorCode::no_font,
        "The typeface Noto Sans is not installed. Install it with \"sudo apt-get install fonts-noto-core\" and start Pilotage again.");
  if (files.italic.empty()) files.italic = files.regular;
  return files;
}

std::string find_font_for(char32_t character, bool bold) {
  const Pattern wanted(FcPatternCreate());
  FcCharSet* characters = FcCharSetCreate();
  FcCharSetAddChar(characters, character);
  FcPatternAddCharSet(wanted.get(), FC_CHARSET, characters);
  FcPatternAddInteger(wanted.get(), FC_WEIGHT, bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
  FcPatternAddBool(wanted.get(), FC_SCALABLE, FcTrue);
  FcPatternAddBool(wanted.get(), FC_COLOR, FcFalse);
  FcCharSetDestroy(characters);
  const Pattern found = best(wanted.get());
  if (!found) return {};
  FcCharSet* covered = nullptr;
  if (FcPatternGetCharSet(found.get(), FC_CHARSET, 0, &covered) != FcResultMatch || FcCharSetHasChar(covered, character) == FcFalse)
    return {};
  return text_of(found.get(), FC_FILE);
}

} // namespace pilotage::ui
