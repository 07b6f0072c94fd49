#include "sync/endpoint/event_log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

namespace pilotage::endpoint {

namespace {

constexpr std::chrono::milliseconds kWrittenOutEvery{500};

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
  case LogLevel::info: return spdlog::level::info;
  case LogLevel::warning: return spdlog::level::warn;
  case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::shared_ptr<spdlog::logger> logger_to(spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("pilotage-endpoint", std::move(sink));
  // The message is the inside of a JSON object: see write().
  logger->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
  logger->flush_on(spdlog::level::warn);
  return logger;
}

} // namespace

// What was logged is in the file soon after, for whoever reads along; not with each line, which would be a write to the disk each.
class EventLog::Flushing {
public:
  explicit Flushing(std::shared_ptr<spdlog::logger> logger)
      : logger_(std::move(logger)), thread_([this](const std::stop_token& ended) { run(ended); }) {}

private:
  void run(const std::stop_token& ended) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    while (!never.wait_for(lock, ended, kWrittenOutEvery, [&] { return ended.stop_requested(); })) logger_->flush();
  }

  std::shared_ptr<spdlog::logger> logger_;
  std::jthread thread_;
};

EventLog::EventLog() : EventLog(logger_to(std::make_shared<spdlog::sinks::null_sink_mt>())) {}

EventLog::EventLog(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

Result<EventLog> EventLog::open(const std::string& file) {
  if (file.empty()) return EventLog(logger_to(std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  try {
    EventLog log(logger_to(std::make_shared<spdlog::sinks::basic_file_sink_mt>(file)));
    log.flushing_ = std::make_shared<Flushing>(log.logger_);
    return log;
  } catch (const spdlog::spdlog_ex&) {
    return fail(ErrorCode::permission, "The log file cannot be written. Choose another one (log_file), or give its directory to this user.",
                file);
  }
}

void EventLog::write(LogLevel level, std::string_view event, std::initializer_list<Field> fields) const {
  if (!logger_->should_log(spdlog_level(level))) return;
  nlohmann::ordered_json line = {{"event", event}};
  for (const auto& [name, value] : fields) std::visit([&](const auto& v) { line[std::string(name)] = v; }, value);
  const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  logger_->log(spdlog_level(level), "{}", std::string_view(text).substr(1, text.size() - 2));
}

void EventLog::flush() const { logger_->flush(); }

} // namespace pilotage::endpoint
