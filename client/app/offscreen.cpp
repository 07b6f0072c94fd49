#include "client/app/offscreen.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace pilotage::app {

namespace {

// A bell that other threads ring.
class Bell {
public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    heard_.notify_one();
  }
  // Negative: until it rings.
  void wait(double seconds) {
    std::unique_lock lock(mutex_);
    if (seconds < 0)
      heard_.wait(lock, [&] { return rung_; });
    else
      heard_.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return rung_; });
    rung_ = false;
  }

private:
  std::mutex mutex_;
  std::condition_variable heard_;
  bool rung_ = false;
};

} // namespace

Result<int> run_offscreen(const ProgramOptions& options) {
  Bell bell;
  ImVec2 size{1280, 800};
  ProgramHooks hooks{
      .wake = [&bell] { bell.ring(); },
      .screenshot = [](const std::string& file) -> Result<void> {
        return fail(ErrorCode::unsupported,
                    "Without a window there is no picture. Leave --offscreen out; without a display, run it under Xvfb.", file);
      },
      .resize = [&size](int width, int height) { size = {static_cast<float>(width), static_cast<float>(height)}; },
  };
  auto program = Program::open(options, std::move(hooks));
  if (!program) return std::unexpected(program.error());
  while (!(*program)->ended()) {
    if (auto drawn = (*program)->frame(size); !drawn) return std::unexpected(drawn.error());
    const double wait = (*program)->next_frame_in();
    if (wait != 0) bell.wait(wait);
  }
  return (*program)->exit_code();
}

} // namespace pilotage::app
