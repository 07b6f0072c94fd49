// The program pilotage-endpoint itself, started as a process of its own, so that it can be killed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "forms/sanitized.h"

namespace pilotage::test {

#ifdef PILOTAGE_SANITIZED
inline constexpr bool kTellsMemory = false;
#else
inline constexpr bool kTellsMemory = true;
#endif

struct Run {
  int exit_code = -1;
  std::string output; // standard output
  std::string errors; // standard error
};

// Runs the program to its end.
Run run_endpoint(const std::vector<std::string>& arguments);

class ServerProcess {
public:
  // Starts "serve" and waits for its line "listening on URL". Fails the test where the line does not come.
  ServerProcess(const std::filesystem::path& data, const std::filesystem::path& certificate, const std::filesystem::path& key);
  // The same with arguments of the test's own; what it writes to standard error is added to the file.
  ServerProcess(const std::vector<std::string>& arguments, std::filesystem::path log_file);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& url() const { return url_; }
  void kill(); // SIGKILL
  void signal(int number) const;
  int terminate();             // SIGTERM; the exit code
  long peak_memory_kb() const; // the most that it has held at once
  std::string log() const;     // what it has written to standard error, so far

private:
  int wait();
  pid_t process_ = -1;
  std::string url_;
  std::filesystem::path log_file_;
};

} // namespace pilotage::test
