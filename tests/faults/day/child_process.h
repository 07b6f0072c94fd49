// A program of this tree as a process that can be killed at any moment. Its standard output comes line by line, its standard error goes to
// a file. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pilotage::day {

// Its path.
std::string program_beside_this(const std::string& name);

class ChildProcess {
public:
  // `environment` is added to ours: NAME=VALUE.
  ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment, const std::filesystem::path& errors);
  ~ChildProcess(); // kill -9 where it still runs
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  using Lines = std::function<void(const std::string&)>;
  // Until its end, or for so long; then kill -9. -1 when it was killed, else its exit status.
  int wait(std::chrono::milliseconds longest, const Lines& lines = {});
  // The first line; "" when it ended without.
  std::string first_line();
  // By itself: crashed, or gave up.
  bool has_ended();
  void kill() { end_with(9); }
  void terminate() { end_with(15); }

private:
  pid_t process_ = -1;
  int output_ = -1;
  std::string unread_;

  void end_with(int signal);
  int reap();
  bool read_more(int timeout_ms);
  void give_lines(const Lines& lines);
};

} // namespace pilotage::day
