#include "client/ui/widgets/fonts.h"

#include <imgui_freetype.h>

#include <cmath>
#include <map>
#include <vector>

namespace pilotage::ui {

namespace {

struct Cut {
  float size;    // at 100 %
  float leading; // line height as a multiple of the size
};

constexpr std::array<Cut, kFaceRoles> kCuts = {{
    {17.0F, 1.5F},  // body
    {17.0F, 1.5F},  // bold
    {17.0F, 1.5F},  // italic
    {14.5F, 1.45F}, // small
    {14.5F, 1.45F}, // small_bold
    {20.0F, 1.4F},  // heading
    {28.0F, 1.3F},  // title
}};

// Latin with its extensions, combining marks, punctuation, currency, arrows.
constexpr std::array<ImWchar, 17> kRanges = {0x0020, 0x007E, 0x00A0, 0x017F, 0x0192, 0x0192, 0x0300, 0x0304, 0x0327,
                                             0x0328, 0x2010, 0x2027, 0x202F, 0x203A, 0x20AC, 0x20AC, 0};

// Noto Sans counts its size from the ascender to the descender; ImGui's pixel size is that whole height.
constexpr float kEmToHeight = 1.362F;

const std::string& file_of(const FontFiles& files, FaceRole role) {
  switch (role) {
  case FaceRole::bold:
  case FaceRole::small_bold:
  case FaceRole::heading:
  case FaceRole::title: return files.bold;
  case FaceRole::italic: return files.italic;
  case FaceRole::body:
  case FaceRole::small: break;
  }
  return files.regular;
}

// Ranges of single characters, in the form that the atlas takes. Kept until the atlas is built.
std::vector<ImWchar> ranges_of(const std::set<char32_t>& characters) {
  std::vector<ImWchar> ranges;
  for (const char32_t c : characters) {
    ranges.push_back(static_cast<ImWchar>(c));
    ranges.push_back(static_cast<ImWchar>(c));
  }
  ranges.push_back(0);
  return ranges;
}

} // namespace

Result<void> Fonts::build(float scale) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  added_.insert(wanted_.begin(), wanted_.end());
  wanted_.clear();
  const std::vector<ImWchar> extra = ranges_of(added_);

  // Fonts of the system for what Noto Sans may lack, asked for once per file.
  std::map<std::string, std::set<char32_t>> by_file;
  for (const char32_t c : added_)
    if (const std::string file = find_font_for(c, false); !file.empty()) by_file[file].insert(c);
  std::map<std::string, std::vector<ImWchar>> fallback;
  for (const auto& [file, characters] : by_file) fallback[file] = ranges_of(characters);

  for (int i = 0; i < kFaceRoles; ++i) {
    const auto role = static_cast<FaceRole>(i);
    const Cut& cut = kCuts[static_cast<std::size_t>(i)];
    const float size = std::round(cut.size * scale * kEmToHeight);
    ImFontConfig config;
    config.OversampleH = 1;
    config.PixelSnapH = true;
    ImFont* font = atlas.AddFontFromFileTTF(file_of(files_, role).c_str(), size, &config, kRanges.data());
    if (font == nullptr)
      return fail(ErrorCode::no_font,
                  "The typeface's file cannot be read. Reinstall it with \"sudo apt-get install --reinstall fonts-noto-core\".",
                  file_of(files_, role));
    config.MergeMode = true;
    if (!added_.empty()) {
      atlas.AddFontFromFileTTF(file_of(files_, role).c_str(), size, &config, extra.data());
      for (const auto& [file, ranges] : fallback) atlas.AddFontFromFileTTF(file.c_str(), size, &config, ranges.data());
    }
    const float line = std::round(cut.size * scale * cut.leading);
    // Small letters, not the glyph box, stand in the middle of the line.
    faces_[static_cast<std::size_t>(i)] = {font, size, line, std::round((line - size) / 2 - 0.06F * cut.size * scale)};
  }
  if (!atlas.Build())
    return fail(ErrorCode::no_font,
                "The typeface cannot be drawn. Reinstall it with \"sudo apt-get install --reinstall fonts-noto-core\".");
  for (const char32_t c : added_)
    if (faces_[0].font->FindGlyphNoFallback(static_cast<ImWchar>(c)) == nullptr) unavailable_.insert(c);
  return {};
}

float Fonts::advance(FaceRole role, char32_t character) const {
  const Face& f = face(role);
  if (character == '\t') return 4 * f.font->GetCharAdvance(' ');
  if (character < 0x20) return 0;
  if (character > 0xFFFF) return f.font->GetCharAdvance(0xFFFD);
  const auto c = static_cast<ImWchar>(character);
  if (f.font->FindGlyphNoFallback(c) == nullptr && !unavailable_.contains(character)) wanted_.insert(character);
  return f.font->GetCharAdvance(c);
}

} // namespace pilotage::ui
