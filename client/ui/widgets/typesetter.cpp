#include "client/ui/widgets/typesetter.h"

#include <algorithm>
#include <cmath>

namespace pilotage::ui {

namespace {

constexpr std::size_t kMostKept = 4096;

std::string cache_key(std::string_view text, FaceRole face, float width, bool rich) {
  std::string key(text);
  key += '\0';
  key += static_cast<char>(static_cast<int>(face) + (rich ? 64 : 0));
  key += std::to_string(std::lround(width));
  return key;
}

} // namespace

std::vector<float> Typesetter::advances(const StyledText& styled) const {
  std::vector<float> widths(styled.text.size(), 0.0F);
  std::size_t run = 0;
  for (int i = 0; i < static_cast<int>(styled.text.size());) {
    while (run + 1 < styled.runs.size() && i >= styled.runs[run].end) ++run;
    const Decoded c = decode(styled.text, i);
    widths[static_cast<std::size_t>(i)] = fonts_.advance(styled.runs[run].face, c.character);
    i += c.bytes;
  }
  return widths;
}

const SetText& Typesetter::set(std::string_view text, FaceRole face, float width, bool rich) {
  std::string key = cache_key(text, face, width, rich);
  if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
  if (kept_.size() >= kMostKept) kept_.clear();
  SetText set;
  set.styled = rich ? markdown(text, face) : plain(text, face);
  set.advances = advances(set.styled);
  set.lines = wrap(set.styled.text, set.advances, width);
  set.line_height = fonts_.face(face).line_height;
  for (const Line& line : set.lines) set.width = std::max(set.width, line.width);
  set.height = set.line_height * static_cast<float>(set.lines.size());
  return kept_.emplace(std::move(key), std::move(set)).first->second;
}

void Typesetter::draw(ImDrawList& canvas, const SetText& text, ImVec2 at, ImU32 color, float center_in) const {
  const ImVec2 clip_min = canvas.GetClipRectMin();
  const ImVec2 clip_max = canvas.GetClipRectMax();
  float y = at.y;
  for (const Line& line : text.lines) {
    const float line_y = y;
    y += text.line_height;
    if (y < clip_min.y || line_y > clip_max.y) continue;
    float x = center_in > 0 ? std::round(at.x + (center_in - line.width) / 2) : at.x;
    int begin = line.begin;
    for (const Run& run : text.styled.runs) {
      const int end = std::min(run.end, line.end);
      if (end <= begin) continue;
      const Face& face = fonts_.face(run.face);
      const char* bytes = text.styled.text.data();
      canvas.AddText(face.font, face.size, {x, line_y + face.baseline_shift}, color, bytes + begin, bytes + end);
      for (int i = begin; i < end; ++i) x += text.advances[static_cast<std::size_t>(i)];
      begin = end;
    }
  }
}

} // namespace pilotage::ui
