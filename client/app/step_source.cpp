#include "client/app/step_source.h"

#include <fstream>
#include <iostream>
#include <thread>

namespace pilotage::app {

Result<std::unique_ptr<StepSource>> StepSource::open(const std::string& file, std::function<void()> arrived) {
  auto source = std::make_unique<StepSource>();
  if (file == "-") {
    source->lines_->arrived = std::move(arrived);
    std::thread([lines = source->lines_] {
      auto tell = [&](std::optional<std::string> line) {
        const std::lock_guard lock(lines->mutex);
        if (line)
          lines->waiting.push_back(std::move(*line));
        else
          lines->complete = true;
        if (lines->arrived) lines->arrived();
      };
      for (std::string line; std::getline(std::cin, line);) tell(line);
      tell(std::nullopt);
    }).detach();
    return source;
  }
  std::ifstream in(file);
  if (!in) return fail(ErrorCode::not_found, "The script cannot be read. Check the name after --drive.", file);
  for (std::string line; std::getline(in, line);) source->lines_->waiting.push_back(line);
  source->lines_->complete = true;
  return source;
}

StepSource::~StepSource() {
  const std::lock_guard lock(lines_->mutex);
  lines_->arrived = nullptr;
}

std::optional<std::string> StepSource::next() {
  const std::lock_guard lock(lines_->mutex);
  if (lines_->waiting.empty()) return std::nullopt;
  std::string line = std::move(lines_->waiting.front());
  lines_->waiting.pop_front();
  return line;
}

bool StepSource::waiting_for_more() const {
  const std::lock_guard lock(lines_->mutex);
  return lines_->waiting.empty() && !lines_->complete;
}

bool StepSource::ended() const {
  const std::lock_guard lock(lines_->mutex);
  return lines_->complete && lines_->waiting.empty();
}

} // namespace pilotage::app
