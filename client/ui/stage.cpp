#include "client/ui/stage.h"

#include <algorithm>

namespace pilotage::ui {

Result<std::unique_ptr<Stage>> Stage::open() {
  auto files = find_font_files();
  if (!files) return std::unexpected(files.error());
  return std::unique_ptr<Stage>(new Stage(std::move(*files)));
}

Stage::Stage(FontFiles files) : context_(ImGui::CreateContext()), fonts_(std::move(files)), ui_(std::make_unique<Ui>(fonts_, input_)) {
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  // ImGui's own navigation stays off: focus is ours (widgets/ui.h).
  io.KeyMap[ImGuiKey_Tab] = static_cast<int>(Key::tab);
}

Stage::~Stage() {
  ui_.reset();
  ImGui::DestroyContext(context_);
}

Result<void> Stage::build_fonts(float scale) {
  if (auto built = fonts_.build(scale); !built) return built;
  scale_ = scale;
  ui_->typesetter().forget();
  if (upload_) {
    upload_();
  } else {
    // Without a renderer the atlas still needs a name, and its pixels are never asked for.
    // NOLINTNEXTLINE(performance-no-int-to-ptr): that is what a texture's name is in Dear ImGui
    ImGui::GetIO().Fonts->SetTexID(reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(1)));
  }
  return {};
}

Result<void> Stage::frame(ImVec2 size, double seconds, const Snapshot& snapshot, Commands& out) {
  const float scale = static_cast<float>(std::clamp(snapshot.scale_percent, 100, 200)) / 100.0F * density_;
  if (scale != scale_ || fonts_.wants_more())
    if (auto built = build_fonts(scale); !built) return built;
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = size;
  io.DeltaTime = static_cast<float>(std::max(seconds, 1e-4));
  input_.apply(io);
  ImGui::NewFrame();
  ui_->begin(Locale::of(snapshot.language), Theme(scale), {0, 0, size.x, size.y});
  screens_.draw(*ui_, snapshot, out);
  ui_->end();
  ImGui::Render();
  return {};
}

bool Stage::restless() const { return input_.waiting() || ui_->wants_redraw() || fonts_.wants_more() || scale_ == 0; }
double Stage::due_in() const { return screens_.due_in(ImGui::GetTime()); }

} // namespace pilotage::ui
