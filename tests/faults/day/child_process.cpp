#include "faults/day/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

extern char** environ;

namespace pilotage::day {

namespace {

std::vector<char*> words_of(std::vector<std::string>& texts) {
  std::vector<char*> words;
  for (auto& text : texts) words.push_back(text.data());
  words.push_back(nullptr);
  return words;
}

} // namespace

std::string program_beside_this(const std::string& name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                           const std::filesystem::path& errors) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for a process");
  auto arguments = command;
  auto variables = environment;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, ends[1], 1);
  posix_spawn_file_actions_addopen(&files, 2, errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int spawned =
      posix_spawn(&process_, arguments.front().c_str(), &files, nullptr, words_of(arguments).data(), words_of(variables).data());
  posix_spawn_file_actions_destroy(&files);
  ::close(ends[1]);
  output_ = ends[0];
  if (spawned != 0) throw std::runtime_error("cannot start " + command.front());
}

ChildProcess::~ChildProcess() {
  kill();
  ::close(output_);
}

bool ChildProcess::read_more(int timeout_ms) {
  pollfd readable{.fd = output_, .events = POLLIN, .revents = 0};
  if (::poll(&readable, 1, timeout_ms) == 0) return true;
  char buffer[4096];
  const auto got = ::read(output_, buffer, sizeof buffer);
  if (got > 0) unread_.append(buffer, static_cast<std::size_t>(got));
  return got > 0;
}

void ChildProcess::give_lines(const Lines& lines) {
  for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
    if (lines) lines(unread_.substr(0, end));
    unread_.erase(0, end + 1);
  }
}

int ChildProcess::wait(std::chrono::milliseconds longest, const Lines& lines) {
  const auto until = std::chrono::steady_clock::now() + longest;
  bool more = true;
  while (more) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) break;
    more = read_more(static_cast<int>(std::min<long>(left, 1000)));
    give_lines(lines);
  }
  if (more) ::kill(process_, SIGKILL);
  // What it had said before it died counts.
  while (more) {
    more = read_more(-1);
    give_lines(lines);
  }
  return reap();
}

std::string ChildProcess::first_line() {
  while (!unread_.contains('\n') && read_more(-1)) {}
  return unread_.substr(0, std::min(unread_.find('\n'), unread_.size()));
}

bool ChildProcess::has_ended() {
  if (process_ < 0) return true;
  siginfo_t ended{};
  return ::waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == process_;
}

void ChildProcess::end_with(int signal) {
  if (process_ < 0) return;
  ::kill(process_, signal);
  reap();
}

int ChildProcess::reap() {
  if (process_ < 0) return -1;
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace pilotage::day
