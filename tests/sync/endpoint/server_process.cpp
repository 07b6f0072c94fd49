#include "sync/endpoint/server_process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "sync/endpoint/campaign.h"

namespace pilotage::test {

namespace {

const std::string kProgram = std::string(PILOTAGE_BIN_DIR) + "/pilotage-endpoint";

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The child's standard output goes to `out`, standard error to the file.
pid_t start(const std::vector<std::string>& arguments, int out, const std::filesystem::path& errors) {
  std::vector<char*> argv = {const_cast<char*>(kProgram.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::dup2(out, STDOUT_FILENO);
  const int error_file = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(error_file, STDERR_FILENO);
  ::execv(kProgram.c_str(), argv.data());
  ::_exit(127);
}

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

} // namespace

Run run_endpoint(const std::vector<std::string>& arguments) {
  const TemporaryDirectory directory;
  const int out = ::open((directory.path() / "out").c_str(), O_WRONLY | O_CREAT, 0600);
  const pid_t child = start(arguments, out, directory.path() / "err");
  ::close(out);
  int status = 0;
  ::waitpid(child, &status, 0);
  return {.exit_code = exit_code(status), .output = content(directory.path() / "out"), .errors = content(directory.path() / "err")};
}

ServerProcess::ServerProcess(const std::filesystem::path& data, const std::filesystem::path& certificate, const std::filesystem::path& key)
    : ServerProcess({"--data", data.string(), "--listen", "127.0.0.1:0", "--cert", certificate.string(), "--key", key.string()},
                    data.parent_path() / "server.log") {}

ServerProcess::ServerProcess(const std::vector<std::string>& arguments, std::filesystem::path log_file) : log_file_(std::move(log_file)) {
  int pipe[2];
  REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
  std::vector<std::string> words = {"serve"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  process_ = start(words, pipe[1], log_file_);
  ::close(pipe[1]);
  std::string line;
  for (char c = 0; ::read(pipe[0], &c, 1) == 1 && c != '\n';) line += c;
  ::close(pipe[0]);
  INFO(content(log_file_));
  REQUIRE(line.starts_with("listening on http"));
  url_ = line.substr(line.find("http"));
}

ServerProcess::~ServerProcess() { kill(); }

void ServerProcess::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  wait();
}

void ServerProcess::signal(int number) const { ::kill(process_, number); }

int ServerProcess::terminate() {
  ::kill(process_, SIGTERM);
  return wait();
}

long ServerProcess::peak_memory_kb() const {
  const std::string status = content("/proc/" + std::to_string(process_) + "/status");
  const auto at = status.find("VmHWM:");
  REQUIRE(at != std::string::npos);
  return std::stol(status.substr(at + 6));
}

std::string ServerProcess::log() const { return content(log_file_); }

int ServerProcess::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return exit_code(status);
}

} // namespace pilotage::test
