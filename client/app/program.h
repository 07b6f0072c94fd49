// The program between its window (or none) and its desk: draws the newest snapshot, sends the person's commands, plays a script where one
// is given. One frame after another, on the thread that draws.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "client/app/desk_thread.h"
#include "client/app/step_source.h"
#include "client/ui/drive.h"
#include "client/ui/stage.h"

namespace pilotage::app {

struct ProgramOptions {
  std::filesystem::path data;
  std::string form_id;
  std::string drive;    // a file, "-", or "" for none
  bool preview = false; // see DeskOptions
};

struct ProgramHooks {
  std::function<void()> wake; // from any thread: a frame is needed
  std::function<Result<void>(const std::string& file)> screenshot;
  std::function<void(int width, int height)> resize;
};

class Program {
public:
  static Result<std::unique_ptr<Program>> open(const ProgramOptions& options, ProgramHooks hooks);

  ui::Stage& stage() { return *stage_; }

  // One frame.
  Result<void> frame(ImVec2 size);
  // The window is to be closed: what was typed is saved first.
  void close();
  bool ended() const { return ended_; }
  int exit_code() const { return exit_code_; }

  // Seconds until the next frame: 0 is at once, negative when only input or a new snapshot make one needed.
  double next_frame_in() const;

private:
  Program(std::unique_ptr<ui::Stage> stage, const ProgramOptions& options, ProgramHooks hooks);
  void play();
  void send(ui::Commands& commands);

  ProgramHooks hooks_;
  std::unique_ptr<ui::Stage> stage_;
  std::unique_ptr<StepSource> steps_;
  std::unique_ptr<ui::Drive> drive_;
  std::unique_ptr<DeskThread> desk_;
  std::uint64_t drawn_ = 0; // serial of the snapshot that was drawn last
  double last_ = 0;
  bool ended_ = false;
  int exit_code_ = 0;
};

} // namespace pilotage::app
