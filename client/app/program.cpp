#include "client/app/program.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

namespace pilotage::app {

namespace {

constexpr double kLookAgainSeconds = 0.01; // a script waits for something

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// One write per line, so that a reader of the pipe has whole lines even when the program is killed.
void print_line(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

} // namespace

Result<std::unique_ptr<Program>> Program::open(const ProgramOptions& options, ProgramHooks hooks) {
  std::unique_ptr<StepSource> steps;
  if (!options.drive.empty()) {
    auto opened = StepSource::open(options.drive, hooks.wake);
    if (!opened) return std::unexpected(opened.error());
    steps = std::move(*opened);
  }
  auto stage = ui::Stage::open();
  if (!stage) return std::unexpected(stage.error());
  auto program = std::unique_ptr<Program>(new Program(std::move(*stage), options, std::move(hooks)));
  program->steps_ = std::move(steps);
  return program;
}

Program::Program(std::unique_ptr<ui::Stage> stage, const ProgramOptions& options, ProgramHooks hooks)
    : hooks_(std::move(hooks)), stage_(std::move(stage)),
      desk_(std::make_unique<DeskThread>(
          DeskOptions{.data = options.data, .form_id = options.form_id, .preview = options.preview, .publish = {}, .sync_changed = {}},
          hooks_.wake)),
      last_(seconds_now()) {
  if (options.drive.empty()) return;
  drive_ = std::make_unique<ui::Drive>(ui::DriveHooks{
      .screenshot = hooks_.screenshot,
      .resize = hooks_.resize,
      .command = [this](const ui::Command& command) { desk_->send(command); },
      .print = print_line,
      .busy = [this] { return desk_->busy() || desk_->snapshot()->serial != drawn_; },
  });
}

void Program::send(ui::Commands& commands) {
  for (ui::Command& command : commands) {
    if (std::holds_alternative<ui::Quit>(command))
      ended_ = true;
    else
      desk_->send(std::move(command));
  }
  commands.clear();
}

void Program::close() {
  ui::Commands last;
  stage_->screens().close(last);
  send(last);
}

Result<void> Program::frame(ImVec2 size) {
  const double now = seconds_now();
  const ui::SnapshotPtr snapshot = desk_->snapshot();
  ui::Commands commands;
  if (auto drawn = stage_->frame(size, now - last_, *snapshot, commands); !drawn) return drawn;
  last_ = now;
  drawn_ = snapshot->serial;
  send(commands);
  if (drive_) play();
  return {};
}

void Program::play() {
  const ui::Drive::State state = drive_->step(*stage_, last_);
  if (state == ui::Drive::State::failed) {
    exit_code_ = 1;
    close();
  } else if (state == ui::Drive::State::quit) {
    close();
  } else if (state == ui::Drive::State::ready) {
    if (const auto line = steps_->next())
      drive_->begin(*line);
    else if (steps_->ended())
      close();
  }
}

double Program::next_frame_in() const {
  if (ended_ || stage_->restless() || desk_->snapshot()->serial != drawn_) return 0;
  if (drive_ && (drive_->settling() || (drive_->state() == ui::Drive::State::ready && !steps_->waiting_for_more()))) return 0;
  if (drive_ && drive_->state() == ui::Drive::State::playing) return kLookAgainSeconds;
  return stage_->due_in();
}

} // namespace pilotage::app
