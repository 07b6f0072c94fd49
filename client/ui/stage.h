// Dear ImGui with the program's fonts, input and screens, without a window: what a window, `--offscreen` and the tests have in common. The
// one who holds it gives it a size and a snapshot and gets the frame's drawing (ImGui::GetDrawData) and the person's commands.
//
// One Stage at a time, on the thread that draws.
#pragma once

#include <functional>
#include <memory>

#include "client/ui/command.h"
#include "client/ui/snapshot.h"
#include "client/ui/views/screens.h"
#include "client/ui/widgets/ui.h"

namespace pilotage::ui {

class Stage {
public:
  // Errors: no_font.
  static Result<std::unique_ptr<Stage>> open();
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  InputQueue& input() { return input_; }
  const ScreenMap& map() const { return ui_->map(); }
  Ui& ui() { return *ui_; }
  Screens& screens() { return screens_; }

  // Called whenever the font atlas was built anew: a renderer takes it to the graphics card.
  void on_fonts(std::function<void()> upload) { upload_ = std::move(upload); }

  // How many pixels the display has for one of the usual size.
  void set_density(float density) { density_ = density; }

  // One frame. `seconds` since the frame before.
  Result<void> frame(ImVec2 size, double seconds, const Snapshot& snapshot, Commands& out);

  // Another frame is needed at once: input waits, or a layout has not settled.
  bool restless() const;
  // Seconds until a frame is needed without input; negative: none.
  double due_in() const;

private:
  explicit Stage(FontFiles files);
  Result<void> build_fonts(float scale);

  ImGuiContext* context_;
  Fonts fonts_;
  InputQueue input_;
  std::unique_ptr<Ui> ui_;
  Screens screens_;
  float scale_ = 0;
  float density_ = 1;
  std::function<void()> upload_;
};

} // namespace pilotage::ui
