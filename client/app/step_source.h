// The lines of a `--drive` script, from a file or as they come on standard input.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "forms/error.h"

namespace pilotage::app {

class StepSource {
public:
  // "-" is standard input: `arrived` is called on another thread for each line. Errors: not_found, io.
  static Result<std::unique_ptr<StepSource>> open(const std::string& file, std::function<void()> arrived);

  std::optional<std::string> next(); // nothing: not there yet, or the end
  bool ended() const;                // no line is left and none will come
  bool waiting_for_more() const;     // no line is there yet, and some may come

private:
  // Outlives the source: a read of standard input cannot be interrupted.
  struct Lines {
    std::mutex mutex;
    std::deque<std::string> waiting;
    std::function<void()> arrived;
    bool complete = false;
  };
  std::shared_ptr<Lines> lines_ = std::make_shared<Lines>();

public:
  StepSource() = default;
  ~StepSource();
  StepSource(const StepSource&) = delete;
  StepSource& operator=(const StepSource&) = delete;
};

} // namespace pilotage::app
