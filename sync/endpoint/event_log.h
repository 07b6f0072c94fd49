// What the endpoint did, as JSON lines for the host's log collector. No personal data: never an answer, a token, a path that may
// hold one, or an address. Any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "forms/error.h"

namespace spdlog {
class logger;
}

namespace pilotage::endpoint {

enum class LogLevel { info, warning, error };

class EventLog {
public:
  using Value = std::variant<std::string_view, std::int64_t, double, bool>;
  using Field = std::pair<std::string_view, Value>;

  // To a file that grows, where each line is within a second, or to standard error where `file` is empty. Error: permission, io.
  static Result<EventLog> open(const std::string& file);
  // Writes nowhere.
  EventLog();

  void write(LogLevel level, std::string_view event, std::initializer_list<Field> fields = {}) const;
  void flush() const;

private:
  class Flushing;
  explicit EventLog(std::shared_ptr<spdlog::logger> logger);
  std::shared_ptr<spdlog::logger> logger_;
  std::shared_ptr<Flushing> flushing_; // of a file; ends with the last copy of this
};

} // namespace pilotage::endpoint
